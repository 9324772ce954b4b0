"""Goods that do not work (tables 3.8 and 3.12): claims, remedies, repairs."""
