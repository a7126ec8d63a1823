"""A citizen's reminders and favourites."""
