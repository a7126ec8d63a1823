"""The counter: what comes in on paper."""
