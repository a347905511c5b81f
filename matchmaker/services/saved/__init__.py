"""Saved filters: keeping them, what they find now, and telling what is new."""
