"""What the province tells its citizens: news, television and radio, guides, offices, and the search across them."""

SERVICE = "svc-content"
"""As the source of events."""
