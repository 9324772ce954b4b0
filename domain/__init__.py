"""What a case is and what is owed: pure functions and frozen values, with no I/O, no clock and no Temporal."""
