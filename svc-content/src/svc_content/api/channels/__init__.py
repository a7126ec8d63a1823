"""Television and radio."""
