"""What becomes of an order's invoice when goods or money go back (table 3.20)."""
