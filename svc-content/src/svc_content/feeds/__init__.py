"""RSS and Atom of other portals."""
