"""What people are told: in the application, and by mail as often as each of them wants."""
