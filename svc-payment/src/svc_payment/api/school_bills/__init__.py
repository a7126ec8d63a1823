"""Bills of a school, as its own accountant works with them."""
