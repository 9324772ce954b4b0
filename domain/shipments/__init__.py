"""What may leave the warehouse, and what the shop can still do where it cannot (table 3.1)."""
