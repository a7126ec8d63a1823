"""Feeds of other portals."""
