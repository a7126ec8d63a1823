"""Guides and frequent questions."""
