"""The index that searches go by, in the memory of each process."""
