"""Pages of what parties and authorities share once a proposal is approved."""
