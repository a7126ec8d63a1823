"""One-stop and national systems: what they send, and what is sent to them."""
