"""The commands of `starter.py`, one module a group. Heavy imports stand inside functions: help answers at once."""
