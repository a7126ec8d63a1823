"""The offices that receive citizens, their slots and their queue."""
