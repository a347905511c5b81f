"""From scored pairs to concrete partnerships: kinds and their gates, joint classes, allocation, the plan."""
