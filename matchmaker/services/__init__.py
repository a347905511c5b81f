"""The use cases: functions that take a session and plain values; the only code that changes the database."""
