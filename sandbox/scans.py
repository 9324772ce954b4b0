"""Scans to come: what a courier will say of a parcel, and when."""

from typing import Literal

from sandbox.purchases import Delay, Strict

ScanState = Literal[
    "collected", "in_transit", "delivering", "signed", "refused", "returning", "returned", "trouble", "lost"
]


class PlannedScan(Strict):
    """A scan to come, `after` the one before."""

    state: ScanState
    after: Delay = 0.2
    place: str = ""
    note: str = ""
