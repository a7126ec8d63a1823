"""The communes of the province."""
