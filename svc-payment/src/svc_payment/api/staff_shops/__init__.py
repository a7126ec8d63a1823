"""Shops under review."""
