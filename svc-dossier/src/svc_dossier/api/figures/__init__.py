"""Figures for those who answer for an office."""
