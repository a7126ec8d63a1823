"""Dossiers as officers see them."""
