"""The fields and categories, for administrators."""
