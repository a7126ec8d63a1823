"""Figures for those who answer for an agency."""
