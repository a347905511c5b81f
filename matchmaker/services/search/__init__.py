"""Searching what is published: its words, the table that it reads, what is found and counted."""
