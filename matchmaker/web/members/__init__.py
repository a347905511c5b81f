"""Pages for schools and enterprises."""
