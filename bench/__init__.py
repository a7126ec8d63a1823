"""Measurements of the running system, each beside a peer in the same run: ``python -m bench [name…] [--quick]``."""
