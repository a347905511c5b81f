"""Use cases from a match to an agreed partnership."""
