"""Notices of a dossier, to read, to hear and on paper."""
