"""Plays Zalo for a developer, a test and a bench: an outside party that shares no code with the services."""
