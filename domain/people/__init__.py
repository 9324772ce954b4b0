"""Who has a case in hand, and whom a day needs (rules 3.17 and 3.19)."""
