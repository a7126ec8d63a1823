"""A stand-in for the province's one-stop system. It shares no code with ours, only the protocol of both sides."""
