"""Takes what is due, calls the channel, records what came of it."""
