"""Figures of content."""
