"""The market in figures, of a region or of somebody's own postings: one question to the database each."""
