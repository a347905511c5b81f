"""Use cases about users and organizations."""
