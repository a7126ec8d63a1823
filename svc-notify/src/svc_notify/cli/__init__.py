"""The service's own commands, each of which ends by itself: ``python -m svc_notify <word>``."""
