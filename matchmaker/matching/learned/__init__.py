"""What is learned beforehand: latent dimensions of texts, and how much each likeness tells."""
