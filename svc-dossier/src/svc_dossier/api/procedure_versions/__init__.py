"""The editing of the catalogue: drafts and publication."""
