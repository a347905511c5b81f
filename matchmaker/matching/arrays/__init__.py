"""Work on plain arrays that knows nothing of postings."""
