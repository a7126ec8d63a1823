"""Who is told what, when, on which channel, and what follows from an answer. Standard library only."""
