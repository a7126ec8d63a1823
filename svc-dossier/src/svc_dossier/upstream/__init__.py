"""One-stop and national systems: what they tell us, what we tell them."""
