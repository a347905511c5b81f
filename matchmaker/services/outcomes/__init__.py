"""What came of a partnership: evaluations by everybody, and head-counts that both sides confirm."""
