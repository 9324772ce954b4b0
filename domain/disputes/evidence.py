"""Evidence: what there is, what a dispute of this kind needs, and who loses when nobody proves anything.

The register refers to evidence, it holds none: a reference says where a piece lies, and its SHA-256 that it is still
the same. Sources: rules F31, F75 to F83 and table 3.14.
"""

from dataclasses import dataclass
from enum import StrEnum

from domain.case import Case, Piece
from domain.events import Party
from domain.order import Stage
from domain.request import Ground


class EvidenceCode(StrEnum):
    """The kinds of evidence (rules.md 3.0.1)."""

    GOODS_PHOTO = "E1"
    BOX_PHOTO = "E2"
    UNBOXING_VIDEO = "E3"
    CARRIER_CERTIFICATE = "E4"
    CARRIER_TRACE = "E5"
    WAREHOUSE_WEIGHT = "E6"
    CARRIER_WEIGHT = "E7"
    CHAT = "E8"
    TEST_REPORT = "E9"
    SERVICE_POINT_REPORT = "E10"
    PURCHASE_PAPERS = "E11"
    BRAND_AUTHORISATION = "E12"
    CUSTOMS_PAPERS = "E13"
    INVOICE = "E14"
    DISPATCH_NOTE = "E15"
    PRODUCT_PAGE = "E16"
    POSTAGE_RECEIPT = "E17"
    RETURN_SLIP = "E18"
    INSPECTION_SHEET = "E19"
    EXCLUSION_CONFIRMED = "E20"
    CARRIER_LOSS = "E21"
    PRICE_PROOF = "E22"


Code = EvidenceCode
# What a package to the platform's officer holds, in its order. One of several alternatives will do.
NOT_INTACT = ((Code.INSPECTION_SHEET,), (Code.PRODUCT_PAGE,), (Code.RETURN_SLIP,))
NO_REASON_REFUSED = ((Code.EXCLUSION_CONFIRMED,), (Code.PRODUCT_PAGE,))
NOT_RECEIVED = ((Code.CARRIER_TRACE,), (Code.DISPATCH_NOTE,), (Code.CHAT,))
PACKAGES: dict[Ground, tuple[tuple[Code, ...], ...]] = {
    Ground.NOT_RECEIVED: NOT_RECEIVED,
    Ground.SHORT: ((Code.WAREHOUSE_WEIGHT,), (Code.CARRIER_WEIGHT,), (Code.DISPATCH_NOTE,), (Code.CARRIER_TRACE,)),
    Ground.WRONG_ITEM: ((Code.DISPATCH_NOTE,), (Code.WAREHOUSE_WEIGHT,), (Code.PRODUCT_PAGE,)),
    Ground.DAMAGED: ((Code.CARRIER_TRACE,), (Code.WAREHOUSE_WEIGHT,), (Code.CARRIER_CERTIFICATE,)),
    Ground.COUNTERFEIT: (
        (Code.PURCHASE_PAPERS,),
        (Code.BRAND_AUTHORISATION,),
        (Code.CUSTOMS_PAPERS,),
        (Code.INVOICE,),
    ),
    Ground.QUALITY: (
        (Code.TEST_REPORT, Code.SERVICE_POINT_REPORT),
        (Code.PRODUCT_PAGE,),
        (Code.INSPECTION_SHEET,),
        (Code.CHAT,),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Need:
    """One place in the package: any of these kinds fills it; `pieces` are those that do."""

    codes: tuple[Code, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, kw_only=True)
class SelfCheck:
    """Would we win? `first` is who must prove first, by which rule; `needs` is our package as it stands."""

    first: Party
    rule: str
    needs: tuple[Need, ...]

    @property
    def missing(self) -> tuple[Need, ...]:
        """Places of the package that nothing fills yet."""
        return tuple(need for need in self.needs if not need.pieces)


def self_check(case: Case) -> SelfCheck:
    """What a refusal of this case could rest on, before it is spoken (table 3.14 row 1)."""
    first, rule = burden(case)
    wanted = package(case)
    there = pieces(case)
    needs = tuple(
        Need(codes=codes, pieces=tuple(piece for piece in there if piece.code in set(codes))) for codes in wanted
    )
    return SelfCheck(first=first, rule=rule, needs=needs)


def package(case: Case) -> tuple[tuple[Code, ...], ...]:
    """The kinds of evidence that an officer expects of us, in order."""
    if case.findings and case.request.ground in {Ground.NO_REASON, Ground.NOT_WANTED, Ground.OTHER}:
        return NOT_INTACT
    return PACKAGES.get(case.request.ground, NO_REASON_REFUSED)


def burden(case: Case) -> tuple[Party, str]:
    """Who loses when nobody proves anything, and by which rule."""
    ground, order = case.request.ground, case.order
    if order.shipped_at is not None and order.shipped_at > case.request.requested_at:
        return Party.SELLER, "F24"  # shipped although the refund was asked for
    if ground is Ground.NOT_RECEIVED or order.stage is not Stage.RECEIVED:
        return Party.SELLER, "F31"
    if ground is Ground.COUNTERFEIT:
        return Party.SELLER, "F76"
    confirmed = order.confirmed_at is not None or (case.claim is not None and case.claim.phase == "aftersale")
    if confirmed and ground in {Ground.SHORT, Ground.WRONG_ITEM, Ground.DAMAGED}:
        return Party.BUYER, "F79"
    if ground in {Ground.SHORT, Ground.WRONG_ITEM}:
        return Party.SELLER, "F79"  # the proper signature first
    if ground in {Ground.QUALITY, Ground.DAMAGED}:
        return Party.BUYER, "F75"  # a visible defect: the buyer shows it first
    return Party.SELLER, "F46"  # a no-reason return: that it is excluded, or that the goods are not intact


def pieces(case: Case) -> tuple[Piece, ...]:
    """What was filed, and what the case holds anyway: the photos of an inspection."""
    photos = tuple(
        Piece(code=Code.INSPECTION_SHEET, reference=photo, by=finding.inspector, at=finding.at, note=line.note)
        for finding in case.findings
        for line in finding.lines
        for photo in line.photos
    )
    return (*case.evidence, *photos)
