"""Fetching from the Internet what editors name: feeds and streams."""
