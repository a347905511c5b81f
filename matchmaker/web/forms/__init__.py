"""Forms check shape; the services enforce rules."""
