"""Judged tasks, and how well the engine and its peers do there."""
