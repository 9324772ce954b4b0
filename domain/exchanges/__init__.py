"""Goods that leave instead of others, or once more (tables 3.3, 3.4 and 3.11)."""
