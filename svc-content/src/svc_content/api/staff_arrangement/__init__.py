"""What a province arranges as data, for its editors."""
