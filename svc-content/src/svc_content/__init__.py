"""What the province tells its citizens: news, television and radio, guides, offices, and the search across them."""

SERVICE = "svc-content"
"""The name of this service as a source of events."""
