"""The routing rules, for administrators."""
