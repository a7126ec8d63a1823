"""Uploaded pictures, videos and papers."""
