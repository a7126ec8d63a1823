"""Payments of a citizen."""
