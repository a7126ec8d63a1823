"""The four figures by which the province judges the app."""
