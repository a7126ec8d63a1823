"""Uploads judged by their content, never by their name or declared type, in processes of their own."""
