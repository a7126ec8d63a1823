"""Links into the app, their codes and posters."""
