"""MongoDB's own figures for Prometheus: what alerts and the board of the engines need, and no more."""
