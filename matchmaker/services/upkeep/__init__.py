"""Use cases of those who run the platform: schema, reference lists, demo data, copies, evaluation."""
