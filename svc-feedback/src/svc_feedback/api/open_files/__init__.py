"""Files by short-lived links."""
