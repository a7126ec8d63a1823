"""Settlement files and statements."""
