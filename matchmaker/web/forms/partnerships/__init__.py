"""Forms of running and ended partnerships."""
