"""Zalo's interfaces beside sending: what an answer is, how a call fails, OAuth, and what can be asked."""
