"""Scenes: one file, one buyer's story. This is the form; README.md explains it with examples.

Money in minor units, delays in real seconds, moments RFC 3339 or relative to loading (`-3d`).
"""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sandbox.mending import RepairShop
from sandbox.moves import PastScan, PlannedPacking
from sandbox.purchases import Amount, Choice, Delay, Id, Moment, Order, Pattern, Quantity, Strict, Wanted
from sandbox.scans import PlannedScan

Trigger = Literal[
    "requested", "asked", "return_agreed", "refused", "refunded", "ruled", "closed", "intercept_stopped",
    "intercept_failed", "delivered", "parcel_back",
    "replacement_delivered",
]  # fmt: skip


class Item(Strict):
    """How much of a line the request is about."""

    line_id: Id
    qty: Quantity
    wanted: Wanted | None = None


class Request(Strict):
    """What the buyer asks for."""

    request_id: Id
    kind: Literal[
        "return_refund",
        "refund_only",
        "compensation",
        "counterfeit",
        "invoice",
        "exchange",
        "quality",
        "repair",
        "complaint",
    ]
    stage: Literal["unshipped", "in_transit", "received"]
    reason: str
    fault: Literal["buyer", "seller", "carrier", "none_determined"] = "none_determined"
    items: Annotated[list[Item], Field(min_length=1)]
    amount: Annotated[int, Field(ge=1, strict=True)] | None = None
    description: str = ""
    flaw: str = ""  # of a complaint: what exactly is wrong
    wish: str = ""  # of a complaint: what the buyer asks for
    compensation: dict[str, Any] | None = None  # of that kind: what is wrong, in the shop's own form
    invoice: dict[str, Any] | None = None  # of that kind: what is asked for, in the shop's own form
    supply: dict[str, Any] | None = None  # of goods that have not left: what the shop can still do, in its own form
    defect: dict[str, Any] | None = None  # of a quality claim or a repair, in the shop's own form
    requested_at: Moment = "+0s"


class Reply(Strict):
    """What the buyer answers: `text` in words; `answer` is the short form the shop's own channel carries."""

    text: str = ""
    answer: str = ""
    experience: Annotated[int, Field(ge=1, le=5)] | None = None
    expectation: Annotated[int, Field(ge=1, le=5)] | None = None


class Change(Strict):
    """How the buyer changes the request on the marketplace."""

    amount: Annotated[int, Field(ge=1, strict=True)] | None = None
    kind: Literal["return_refund", "refund_only"] | None = None
    reason: str | None = None


class Shown(Strict):
    """Something that the buyer sends: where it lies, and what it shows where a shop's own channel tells."""

    reference: Id
    code: str = ""
    note: str = ""


class Deed(Strict):
    """One thing the buyer does: exactly one of the fields."""

    reply: Reply | None = None
    ship: str | None = None
    modify: Change | None = None
    choose: Choice | None = None
    pay: Literal[True] | None = None
    escalate: Literal[True] | None = None
    withdraw: Literal[True] | None = None
    refuse_at_door: Literal[True] | None = None
    attach: Annotated[list[Shown], Field(min_length=1)] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> "Deed":
        given = [name for name, value in self if value is not None]
        if len(given) != 1:
            raise ValueError(f"a deed has exactly one of {', '.join(Deed.model_fields)}, not {len(given)}")
        return self

    def named(self) -> tuple[str, Any]:
        """The deed's name and its content as plain JSON."""
        return next(iter(self.model_dump(mode="json", exclude_none=True).items()))


class Reaction(Strict):
    """When this happens, and the words match, the buyer does that; `times` bounds how often."""

    when: Trigger
    text: Pattern = ""
    question: str = ""
    after: Delay = 0.3
    after_days: Annotated[float, Field(ge=0)] = 0  # on the order's own clock, instead of `after`
    times: Quantity = 1
    do: Annotated[list[Deed], Field(min_length=1)]


class Unit(Strict):
    """What the inspector found of one line."""

    line_id: Id
    qty: Quantity
    grade: Literal["A", "B", "C", "X"]
    note: str = ""
    photos: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()


class Inspection(Strict):
    """The finding of one parcel, `after` it was signed for."""

    after: Delay = 0.3
    inspector: str = "wh-07"
    units: list[Unit]
    gift_present: bool | None = None
    collect_fee: Amount = 0


class Parcel(Strict):
    """A parcel the buyer sends. `entered`: its waybill is told to us; `unlabelled`: no slip says which return it is."""

    carrier: Id
    waybill: Id
    entered: bool = True
    unlabelled: bool = False
    scans: tuple[PlannedScan, ...] = (
        PlannedScan(state="collected"),
        PlannedScan(state="in_transit"),
        PlannedScan(state="signed"),
    )
    inspection: Inspection | None = None


class PlannedAnswer(Strict):
    """What the carrier answers to the next inquiry about the parcel; `after_days` is on the order's own clock."""

    outcome: Literal["located", "not_found", "lost", "delivered", "misdelivered"]
    after: Delay = 0.3
    after_days: Annotated[float, Field(ge=0)] = 0
    eta: Moment | None = None
    signed_by: Literal["addressee", "delegate", "named_place", "other", "nobody"] | None = None
    fault: Literal["buyer", "seller", "carrier"] | None = None
    proof: str = ""
    note: str = ""
    accepted_grams: Annotated[int, Field(ge=0, strict=True)] | None = None
    delivered_grams: Annotated[int, Field(ge=0, strict=True)] | None = None
    opened: bool = False


class PlannedClaim(Strict):
    """What the carrier's next word on a claim is: after it was filed, after papers, or after its word before."""

    state: Literal["papers_asked", "accepted", "rejected"]
    after: Delay = 0.3
    after_days: Annotated[float, Field(ge=0)] = 0
    amount: Annotated[int, Field(ge=0, strict=True)] | None = None  # None: what was claimed
    papers: tuple[str, ...] = ()
    reason: str = ""


class Intercept(Strict):
    """What becomes of an order to call the parcel back."""

    result: Literal["stopped", "failed"]
    after: Delay = 0.3


class Outbound(Strict):
    """The parcel on its way to the buyer: what was scanned, what will be, and the way back if it turns round."""

    past: tuple[PastScan, ...] = ()
    scans: tuple[PlannedScan, ...] = ()
    intercept: Intercept = Intercept(result="failed")
    back: tuple[PlannedScan, ...] = (PlannedScan(state="returning"), PlannedScan(state="returned"))
    inspection: Inspection | None = None
    inquiries: tuple[PlannedAnswer, ...] = ()  # the answers, in the order of our inquiries; past them it is silent
    claim: tuple[PlannedClaim, ...] = ()  # its words on a claim; past them it is silent


class Shelf(Strict):
    """What is kept of an item for this order, and how a parcel of it travels once it is shipped."""

    qty: Annotated[int, Field(ge=0, strict=True)]
    carrier: Id = "sf"
    scans: tuple[PlannedScan, ...] = (
        PlannedScan(state="collected"),
        PlannedScan(state="in_transit"),
        PlannedScan(state="signed"),
    )


class Departure(Strict):
    """The order's own parcel is packed and leaves once Amends says that it may; who does not heed sends it anyway.

    The picker asks `after` seconds (None: not by itself), and `again` seconds after the goods were stopped or let go.
    """

    carrier: Id
    waybill: Id
    after: Delay | None = None
    again: Delay = 0.3
    heeds: bool = True
    scans: tuple[PlannedScan, ...] = (
        PlannedScan(state="collected"),
        PlannedScan(state="in_transit"),
        PlannedScan(state="signed"),
    )


class Warehouse(Strict):
    """How far the goods have gone when we ask to hold them, and what could be sent instead, by sku."""

    hold: Literal["held", "handed_over", "shipped"] = "held"
    stock: dict[Id, Shelf] = Field(default_factory=dict)
    departure: Departure | None = None  # None: nothing of the order leaves by itself
    packing: PlannedPacking | None = None  # None: nobody ever looks it up


class Ruling(Strict):
    """How the officer decides; by `seller` means the seller must still agree to what was ruled."""

    in_favour_of: Literal["buyer", "seller"]
    amount: Annotated[int, Field(ge=1, strict=True)] | None = None
    article: str = ""
    after: Delay = 0.5
    executed_by: Literal["platform", "seller"] = "platform"


class Timeouts(Strict):
    """The marketplace's own deadlines in hours, on the order's clock. None: its usual ones."""

    seller_agree: Annotated[float, Field(gt=0)] | None = None
    buyer_ship: Annotated[float, Field(gt=0)] | None = None
    seller_confirm: Annotated[float, Field(gt=0)] | None = None
    buyer_modify: Annotated[float, Field(gt=0)] | None = None


class Platform(Strict):
    """How the marketplace treats this request."""

    no_reason: bool = False  # seven days, no reason needed: may not be refused before the goods are back
    phase: Literal["onsale", "aftersale"] = "onsale"
    delivery: Literal["both", "queue", "push"] = "both"
    timeouts_hours: Timeouts = Timeouts()
    ruling: Ruling | None = None


class SceneFault(Strict):
    """A fault that holds for this scene's order from the start."""

    on: str
    kind: str
    match: dict[str, Any] = Field(default_factory=dict)
    times: Quantity | None = 1
    seconds: Annotated[float, Field(gt=0)] = 2.0


class Scene(Strict):
    """One buyer's story."""

    scene: Id
    title: str = ""
    title_zh: str = ""
    shop: Id = "demo_shop"
    source: Literal["taobao", "shop"]
    order: Order
    request: Request
    buyer: tuple[Reaction, ...] = ()
    parcels: dict[str, Parcel] = Field(default_factory=dict)
    pickup: str = ""  # the parcel that the courier collects when it is asked to; "": it cannot come
    outbound: Outbound | None = None
    warehouse: Warehouse = Warehouse()
    repairs: RepairShop = RepairShop()
    platform: Platform = Platform()
    faults: tuple[SceneFault, ...] = ()
    ops: tuple[dict[str, Any], ...] = ()  # what the shop's people do: for whoever plays them
    expect: dict[str, Any] = Field(default_factory=dict)
