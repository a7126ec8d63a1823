"""Which officer saw which data."""
