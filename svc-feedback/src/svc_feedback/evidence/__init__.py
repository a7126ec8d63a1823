"""Pictures and videos of a report: looked through, cleaned, with a small picture beside."""
