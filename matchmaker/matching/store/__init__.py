"""The index: both sides of the market on disk, to be mapped, added to and taken from."""
