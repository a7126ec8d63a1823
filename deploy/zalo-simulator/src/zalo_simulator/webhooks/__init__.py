"""What Zalo tells the other side by itself: signed events of the Official Account and of the mini app."""
