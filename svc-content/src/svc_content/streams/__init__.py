"""HLS streams, looked at as a viewer's player does."""
