"""A stand-in for the province's one-stop system. Knows nothing of our code: only what both sides agreed on."""
