"""Keeps the Official Account's token pair fresh, and spends a refresh token exactly once."""
