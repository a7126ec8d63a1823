"""Payments that need somebody's eye."""
