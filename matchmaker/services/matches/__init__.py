"""Use cases about scored pairs: looking at them, and making a proposal of one."""
