"""Parts of scenes about parcels on their way: scans that were and will be, and how the warehouse packed them."""

from typing import Annotated

from pydantic import Field

from sandbox.purchases import Delay, Id, Moment, Strict
from sandbox.scans import PlannedScan, ScanState


class PastScan(Strict):
    """A scan that the carrier already has."""

    state: ScanState
    at: Moment
    place: str = ""
    note: str = ""


class OtherParcel(Strict):
    """Another parcel of the order, on its way to the buyer when the warehouse looks it up."""

    carrier: Id
    waybill: Id
    eta: Moment | None = None
    scans: tuple[PlannedScan, ...] = (PlannedScan(state="in_transit"), PlannedScan(state="signed"))


class PlannedPacking(Strict):
    """What the warehouse has on record of how the order was packed; weights are grams."""

    expected_grams: Annotated[int, Field(ge=0, strict=True)] | None = None
    out_grams: Annotated[int, Field(ge=0, strict=True)] | None = None
    packer: str = ""
    video: str = ""
    shows: bool | None = None
    merged: bool = False
    other: OtherParcel | None = None
    after: Delay = 0.2
    after_days: Annotated[float, Field(ge=0)] = 0
