"""What the platform has learned: track records, room for proposals, unmet demand."""
