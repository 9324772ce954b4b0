"""How messages of the outside become cases and facts: verify, validate, keep, map, and hand over to Temporal."""
