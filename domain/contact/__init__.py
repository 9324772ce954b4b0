"""When, how and about what a buyer is written to or called (rules 3.0.5, 3.16 and 3.18)."""
