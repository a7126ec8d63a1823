"""Money that fits no payment."""
