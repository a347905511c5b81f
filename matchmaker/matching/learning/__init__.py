"""How the learned figures come about; nothing of it is needed to match."""
