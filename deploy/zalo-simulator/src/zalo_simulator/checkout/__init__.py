"""Checkout SDK: orders, their MACs, the server API."""
