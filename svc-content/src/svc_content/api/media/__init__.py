"""Pictures and papers of articles."""
