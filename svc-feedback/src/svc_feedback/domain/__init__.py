"""What is decided about reports and questions; imports the standard library and itself."""
