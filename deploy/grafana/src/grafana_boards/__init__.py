"""The boards of Grafana, as data: ``python -m grafana_boards`` writes them."""
