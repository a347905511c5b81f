"""Tables that people hand in: read within bounds, checked cell by cell, written as postings."""
