"""Offices, hotlines and the rest of what citizens look up."""
