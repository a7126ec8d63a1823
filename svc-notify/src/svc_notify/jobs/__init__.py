"""What goes on in the background beside sending."""
