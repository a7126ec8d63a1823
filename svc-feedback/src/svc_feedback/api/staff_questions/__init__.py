"""Questions as officers see them, and what they do with them."""
