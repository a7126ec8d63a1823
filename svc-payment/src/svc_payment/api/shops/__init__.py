"""Shops of Cửa hàng 4.0."""
