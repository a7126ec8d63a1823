"""What decides. Imports the standard library only."""
