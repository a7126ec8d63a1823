"""Procedures and dossiers: what a citizen files, what an office answers, until the result is in hand."""
