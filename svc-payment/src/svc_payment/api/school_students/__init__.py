"""Students of a school, as its accountant keeps them."""
