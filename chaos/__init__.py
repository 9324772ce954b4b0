"""Everything is killed and everything fails, by a plan that can be repeated; then the books are read.

A program of its own, `python -m chaos`, imported by nobody.
"""
