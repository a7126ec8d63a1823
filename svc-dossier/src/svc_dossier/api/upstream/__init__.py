"""Statuses of one-stop and national systems."""
