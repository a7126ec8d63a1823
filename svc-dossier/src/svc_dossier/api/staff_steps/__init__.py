"""The steps that officers take."""
