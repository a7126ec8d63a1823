"""Drafts of dossiers."""
