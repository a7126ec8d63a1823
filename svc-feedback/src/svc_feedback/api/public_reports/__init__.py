"""What everybody may see of reports."""
