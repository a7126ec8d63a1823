"""Text with layout, from editors and from other portals: made harmless, and made readable aloud."""
