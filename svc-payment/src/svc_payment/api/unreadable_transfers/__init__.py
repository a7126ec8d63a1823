"""Transfers that a bank announced unreadably."""
