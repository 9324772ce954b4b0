"""`review`: public reviews of orders, appealed where a threat came before them, else answered, and never traded for."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline import beside
from commandline.beside import ALIKE, Which
from commandline.connections import now, register
from commandline.exits import Declined, Failed, NotFound, Refused
from commandline.options import AnyId, By, Json, Lang, Language, signed
from commandline.output import emit, line, say
from commandline.roles import role_of

if TYPE_CHECKING:
    from domain.case import Case, Piece
    from domain.disputes.disclosure import Known
    from domain.disputes.review import Review
    from domain.disputes.review_permit import ReviewCommand
    from store.codec import Entry
    from store.pool import Pool
    from store.reviews import ReviewRow

HEADINGS = {
    Language.EN: ("Due (UTC)", "Review", "Case", "Stars", "State", ""),
    Language.ZH: ("截止（UTC）", "评价", "售后单", "星级", "状态", ""),
}
LEVER = {Language.EN: "! a threat came before it", Language.ZH: "! 此前曾以差评相要挟"}
NOTHING = {Language.EN: "No review is like this.", Language.ZH: "没有符合条件的评价。"}
ReviewId = Annotated[str, Parameter(name="REVIEW", help="The id of the review; `review list` tells it.")]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A review, and the case that it belongs to with its register; no case where the order has none."""

    review: "Review"
    case: "Case | None"
    entries: "list[Entry]"


async def add(
    case: AnyId,
    /,
    *,
    number: Annotated[str, Parameter(help="The review's own id on the platform.")],
    stars: Annotated[int, Parameter(help="1 to 5.")],
    text: Annotated[str, Parameter(help="What the buyer wrote; it is kept with the buyer's data.")],
    by: By = None,
    json: Json = False,
) -> None:
    """Enter a public review of the order of this case, where no `review.posted` has told of it."""
    from commandline.finding import case_of
    from domain.disputes.review import review_id
    from intake.reviewing import Reviewed, take

    if not 1 <= stars <= 5:
        raise Declined("BAD_STARS", f"{stars} stars are none.", "give --stars 1 to 5")
    case_id, who = await case_of(case), signed(by)
    async with register() as pool:
        known, _ = await _case(pool, case_id)
        told = Reviewed(
            external_id=number, order_id=known.order.order_id, stars=stars, text=text, at=now(), case_id=case_id
        )
        await take(pool, known.shop, told, known.terms, by=who)
    name = review_id(known.shop, number)
    if json:
        emit({"review_id": name, "case_id": case_id})
    else:
        line(f"{name}  {case_id}")


async def listed(
    case: Annotated[str, Parameter(name="CASE", help="Any id of a case: only its reviews.")] = "",
    /,
    *,
    which: Which = ALIKE,
    all_: Annotated[
        bool, Parameter(name="--all", negative=(), show_default=False, help="Good and ended ones as well.")
    ] = False,
    limit: Annotated[int, Parameter(help="How many at most.")] = 50,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """List public reviews, the most urgent first; bad ones that are not ended unless --all is given."""
    from store.reviews import BOOK

    rows = await beside.found(BOOK, case, which, ended=all_, limit=limit)
    beside.tell(rows, _cells, headings=HEADINGS[lang], nothing=NOTHING[lang], as_json=json, lang=lang)


def _cells(row: "ReviewRow", lang: Language) -> tuple[str, ...]:
    from domain.disputes.review import ReviewState
    from domain.words.review import STATES

    state = STATES[ReviewState(row.state)][0 if lang is Language.ZH else 1]
    return beside.due(row), row.review_id, row.case_id, str(row.stars), state, LEVER[lang] if row.leverage else ""


async def appeal(
    review: ReviewId,
    /,
    *,
    number: Annotated[str, Parameter(help="The number of the appeal, once it was made on the platform.")] = "",
    out: Annotated[
        Path | None, Parameter(help="A new folder for the package: the saved chat with index and hashes, the register.")
    ] = None,
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Pack the proof that a threat came before a bad review, and enter the appeal against it with its number."""
    from domain.disputes.review_permit import Appeal, check_appeal

    if not number and out is None:
        raise Declined("NOTHING_ASKED", "Neither a package nor a number was given.", "give --out FOLDER, then --number")
    found = await _found(review)
    chat = _chat(found)
    if out is not None:
        _permitted(lambda: check_appeal(found.review, tuple(piece.reference for piece in chat)), review)
        _pack(out, found, chat)
        say(f"已写入{out}" if lang is Language.ZH else f"Written: {out}")
    if number:
        asked = Appeal(by=signed(by), number=number, evidence=tuple(piece.reference for piece in chat))
        await _do(review, found, asked, as_json=json, lang=lang)


async def decided(
    review: ReviewId,
    /,
    *,
    removed: Annotated[bool, Parameter(negative="--kept", help="Whether the platform removed it.")],
    reason: Annotated[str, Parameter(help="What the platform says.")] = "",
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Enter what became of an appeal; a review that was kept is to be answered."""
    from domain.disputes.review_permit import Decided

    word = Decided(by=signed(by), removed=removed, reason=reason)
    await _do(review, await _found(review), word, as_json=json, lang=lang)


async def answer(
    review: ReviewId,
    /,
    *,
    text: Annotated[str, Parameter(help="The reply, 2 to 500 characters: facts, and nothing that names the buyer.")],
    by: By = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """Enter the public reply to a review, once it may be read by everybody: post it on the platform as it is."""
    from domain.disputes.review_permit import Reply

    found = await _found(review)
    async with register() as pool:
        known = await _known(pool, found)
    await _do(review, found, Reply(by=signed(by), text=text, known=known), as_json=json, lang=lang)


async def _do(review: str, found: Found, command: "ReviewCommand", *, as_json: bool, lang: Language) -> None:
    """Take the command, and tell where the review stands."""
    from domain.disputes.review_permit import effect, permit
    from domain.words.review import STATES
    from store.beside import BookConflict
    from store.reviews import happened

    signed_off = replace(command, role=role_of(command.by, review))
    _permitted(lambda: permit(signed_off, found.review), review)
    async with register() as pool:
        try:
            after = await happened(pool, found.review, effect(signed_off), now())
        except BookConflict as other:
            raise Declined(
                "CHANGED", f"Somebody else was quicker: {other}.", "look at it again, then ask anew"
            ) from other
    if as_json:
        emit({"review_id": review, "state": after.state})
    else:
        line(f"{review}: {STATES[after.state][0 if lang is Language.ZH else 1]}")


def _permitted(check: "Callable[[], None]", review: str) -> None:
    """Raises Refused with the reason, where the check has one."""
    from domain.commands import NotPermitted

    try:
        check()
    except NotPermitted as no:
        raise Refused(no.code, str(no), f"`starter.py review list` shows where {review} stands") from no


async def _found(review: str) -> Found:
    """The review of this id, with its case. Raises NotFound."""
    from store.reviews import BOOK, fold_review

    async with register() as pool:
        told = await BOOK.events(pool, review)
        if not told:
            raise NotFound("NO_SUCH_REVIEW", f"No review has the id {review!r}.", "`starter.py review list --all`")
        known = fold_review(told)
        if not known.posted.case_id:
            return Found(review=known, case=None, entries=[])
        case, entries = await _case(pool, known.posted.case_id)
    return Found(review=known, case=case, entries=entries)


async def _case(pool: "Pool", case_id: str) -> "tuple[Case, list[Entry]]":
    from store.codec import fold
    from store.register import events

    entries = await events(pool, case_id)
    if not entries:
        raise Failed("NOT_BEGUN", f"The register has nothing of {case_id} yet.", "`starter.py doctor`; then look again")
    return fold(entries), entries


def _chat(found: Found) -> "tuple[Piece, ...]":
    from domain.disputes.evidence import EvidenceCode

    filed = found.case.evidence if found.case is not None else ()
    return tuple(piece for piece in filed if piece.code == EvidenceCode.CHAT)


def _pack(folder: Path, found: Found, chat: "tuple[Piece, ...]") -> None:
    from commandline.proving import need_as_json, write_package
    from domain.disputes.evidence import EvidenceCode, Need

    posted = found.review.posted
    head = {
        "case_id": posted.case_id,
        "order_id": posted.order_id,
        "review": asdict(posted) | {"posted_at": found.review.posted_at.isoformat()},
        "package": [need_as_json(Need(codes=(EvidenceCode.CHAT,), pieces=chat))],
    }
    write_package(folder, head, found.entries)


async def _known(pool: "Pool", found: Found) -> "Known":
    """What no reply may tell; nothing is known of a buyer whose order has no case."""
    from domain.disputes.disclosure import Known
    from store import buyers

    case, order_id = found.case, found.review.posted.order_id
    if case is None:
        return Known(numbers=(order_id,))
    person, reach = await buyers.person(pool, case.buyer), await buyers.reach(pool, case.buyer)
    waybills = (case.order.outbound_waybill, *(parcel.waybill for parcel in case.parcels))
    return Known(
        name=person.name,
        nick=person.nick,
        phone=person.phone,
        email=reach.email,
        street=person.street,
        numbers=(order_id, case.external_id, *waybills),
    )
