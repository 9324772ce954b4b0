"""The outside world on one machine: marketplace, payment provider, courier, warehouse, mail server and buyers.

It stands on the other side of the wall: it checks its callers as the originals do, keeps its own books, and imports
nothing of Amends. What it does not copy from an original is said in README.md.
"""
