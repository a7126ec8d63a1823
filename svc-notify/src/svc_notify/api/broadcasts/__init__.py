"""Broadcasts, as officers write and approve them."""
