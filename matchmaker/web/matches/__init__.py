"""The pages about matches: lists, one pair, and a proposal made of it."""
