"""Reports of a class and of its outcome: filed by one side, confirmed by the other."""
