"""An operator's commands."""
