"""Reports as officers see them."""
