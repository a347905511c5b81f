"""The reminders that go out when a deadline comes near."""
