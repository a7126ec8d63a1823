"""The citizen's inbox."""
