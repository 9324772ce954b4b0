"""Exchanges with the world: each step starts one, waits, records the outcome, and returns what a scenario needs."""
