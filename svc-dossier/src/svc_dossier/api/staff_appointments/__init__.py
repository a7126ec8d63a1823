"""Appointments as the officers of an office handle them."""
