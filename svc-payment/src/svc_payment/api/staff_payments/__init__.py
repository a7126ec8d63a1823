"""Payments that need an officer."""
