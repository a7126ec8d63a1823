"""Files from outside: received, inspected, stored, and removed when nobody takes them."""
