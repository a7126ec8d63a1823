"""What a citizen wants to be told, and how."""
