"""Evidence, self-check, settlement, doubtful conduct, fakes and reviews (tables 3.9, 3.14 and 3.15)."""
