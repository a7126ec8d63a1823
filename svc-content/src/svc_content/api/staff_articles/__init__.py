"""News, for those who write and approve it."""
