"""Whether a receipt is true, for whoever holds its paper."""
