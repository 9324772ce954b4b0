"""`attach` and `evidence`: what there is to prove, and what a dispute about it would cost."""

import hashlib
import json as jsonlib
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from commandline.amounts import money
from commandline.connections import register
from commandline.exits import Declined, Failed
from commandline.finding import case_of
from commandline.options import AS_USUAL, AnyId, How, Json, Lang, Language
from commandline.output import emit, line, say

if TYPE_CHECKING:
    from domain.case import Case
    from domain.disputes.evidence import Need, SelfCheck
    from domain.disputes.settling import Stake
    from store.codec import Entry
    from store.shipping import Given

INDEX, STORY = "index.json", "register.jsonl"


async def attach(
    case: AnyId,
    code: Annotated[str, Parameter(help="What it is: E1 to E22; `starter.py evidence --kinds` lists them.")],
    /,
    *,
    ref: Annotated[str, Parameter(help="Where it lies: an address, a file's name, the id of a chat.")],
    file: Annotated[Path | None, Parameter(help="The thing itself, for its SHA-256; it is not copied.")] = None,
    note: Annotated[str, Parameter(help="What it shows.")] = "",
    how: How = AS_USUAL,
) -> None:
    """File a piece of evidence of a case, by reference. Best from the first contact on."""
    from commandline.carrying import carry
    from domain import commands

    digest = "" if file is None else hashlib.sha256(_read(file)).hexdigest()
    filed = commands.Attach(by=how.who, code=code.upper(), reference=ref, sha256=digest, note=note)
    await carry(case, filed, how)


async def evidence(
    case: Annotated[AnyId | None, Parameter(help="The case; not needed with --kinds.")] = None,
    /,
    *,
    kinds: Annotated[bool, Parameter(negative=(), show_default=False, help="List the kinds of evidence.")] = False,
    lose: Annotated[
        int | None,
        Parameter(help="How likely we lose, in percent; else by the terms, and whether we complied."),
    ] = None,
    offer: Annotated[str | None, Parameter(help="A settlement, in the order's currency: 25.20.")] = None,
    out: Annotated[
        Path | None, Parameter(help="A new folder for the package: index and register, with hashes.")
    ] = None,
    json: Json = False,
    lang: Lang = Language.EN,
) -> None:
    """What a refusal of this case could rest on, what is missing, and whether settling is cheaper than fighting."""
    if kinds:
        _kinds(lang, as_json=json)
        return
    if case is None:
        raise Declined("WHICH_CASE", "No case was named.", "give its id, or --kinds")
    from domain.disputes.evidence import self_check
    from store import shipping
    from store.codec import fold
    from store.register import events

    case_id = await case_of(case)
    async with register() as pool:
        entries = await events(pool, case_id)
        if not entries:
            words = f"The register has nothing of {case_id} yet."
            raise Failed("NOT_BEGUN", words, "`starter.py doctor`; then look again")
        known = fold(entries)
        asked = await shipping.of_order(pool, known.shop, known.order.order_id)
    check, stake = self_check(known), stake_of(known, lose)
    price = None if offer is None else money(offer, known)
    if out is not None:
        _write(out, known, check, entries, asked)
    if json:
        emit(_as_json(known, check, stake, price))
    else:
        _tell(known, check, stake, price, lang)
        if out is not None:
            say(f"已写入{out}" if lang is Language.ZH else f"Written: {out}")


def stake_of(case: "Case", lose: int | None) -> "Stake":
    """What a dispute about this case would cost. Raises Declined."""
    from domain.disputes.clean_hands import lose_percent
    from domain.disputes.settling import Stake
    from domain.events import Payment
    from domain.owed import asked, payable

    amount = case.request.amount
    if amount is None:
        amount = payable(case, asked(case))[Payment.REFUND]
    try:
        return Stake(
            amount=amount,
            freight=case.order.freight.base,
            mark=case.terms.dispute_mark_minor,
            handling=case.terms.dispute_handling_minor,
            lose_percent=lose_percent(case) if lose is None else lose,
        )
    except ValueError as wrong:
        raise Declined("BAD_SHARE", f"{wrong}.", "give --lose 40") from wrong


def _write(folder: Path, case: "Case", check: "SelfCheck", entries: "list[Entry]", asked: "list[Given]") -> None:
    head = {
        "case_id": case.case_id,
        "order_id": case.order.order_id,
        "ground": case.request.ground,
        "must_prove_first": check.first,
        "rule": check.rule,
        "package": [need_as_json(need) for need in check.needs],
        "asked_whether_it_may_ship": [given.as_json() for given in asked],
    }
    write_package(folder, head, entries)


def write_package(folder: Path, head: dict[str, Any], entries: "list[Entry]") -> None:
    """The package: the register as it is, and an index over it and over every piece. Nothing personal is in either."""
    from commandline.page import entry_as_json

    try:
        folder.mkdir(parents=True)
    except FileExistsError as there:
        raise Declined("FOLDER_EXISTS", f"{folder} is there already.", "name a new folder") from there
    story = "".join(jsonlib.dumps(entry_as_json(entry), ensure_ascii=False, sort_keys=True) + "\n" for entry in entries)
    (folder / STORY).write_text(story, encoding="utf-8")
    digest = hashlib.sha256(story.encode()).hexdigest()
    index = head | {"files": [{"name": STORY, "sha256": digest, "entries": len(entries)}]}
    (folder / INDEX).write_text(jsonlib.dumps(index, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def need_as_json(need: "Need") -> dict[str, Any]:
    """One place of a package, and what fills it."""
    pieces = [{**asdict(piece), "at": piece.at.isoformat()} for piece in need.pieces]
    return {"any_of": list(need.codes), "pieces": pieces}


def _as_json(case: "Case", check: "SelfCheck", stake: "Stake", offer: int | None) -> dict[str, Any]:
    from domain.disputes.clean_hands import stains

    return {
        "case_id": case.case_id,
        "must_prove_first": check.first,
        "rule": check.rule,
        "package": [need_as_json(need) for need in check.needs],
        "missing": [list(need.codes) for need in check.missing],
        "against_us": [asdict(stain) for stain in stains(case)],
        "stake": {**asdict(stake), "expected": stake.expected},
        "settle_up_to": stake.peaceful,
        "offer": offer,
        "settle": None if offer is None else stake.should_settle(offer),
    }


def _tell(case: "Case", check: "SelfCheck", stake: "Stake", offer: int | None, lang: Language) -> None:
    from domain.disputes.clean_hands import stains
    from domain.words.clean_hands import breaches_in_words
    from domain.words.evidence import evidence_in_words

    chinese = lang is Language.ZH
    side = {"seller": ("卖家", "the seller"), "buyer": ("买家", "the buyer")}[check.first][not chinese]
    line(f"先举证方：{side}（规则{check.rule}）" if chinese else f"Must prove first: {side} (rule {check.rule})")
    for need in check.needs:
        what = (" 或 " if chinese else " or ").join(evidence_in_words(code)[not chinese] for code in need.codes)
        line(f"  {'✓' if need.pieces else '✗'} {what}")
        for piece in need.pieces:
            line(f"      {piece.reference}{f'  {piece.note}' if piece.note else ''}")
    against = breaches_in_words(stains(case))
    line(f"我方自查：{against[0]}" if chinese else f"Our own conduct: {against[1]}")
    _arithmetic(case, stake, offer, chinese=chinese)


def _arithmetic(case: "Case", stake: "Stake", offer: int | None, *, chinese: bool) -> None:
    from domain.money import format_money

    def shown(amount: int) -> str:
        return format_money(amount, case.order.currency)

    sums = f"{stake.lose_percent} % x ({shown(stake.amount)} + {shown(stake.freight)} + {shown(stake.mark)})"
    worked = f"{sums} + {shown(stake.handling)} = {shown(stake.expected)}"
    line(
        f"争议的预期损失：{worked}（申请金额、运费、败诉的指标代价；处理成本）"
        if chinese
        else f"Fighting costs on average: {worked} (claim, freight, mark of a lost dispute; handling)"
    )
    if offer is None:
        peaceful = shown(stake.peaceful)
        line(f"建议和解，不超过{peaceful}" if chinese else f"Propose peace: up to {peaceful} costs no more")
        return
    if stake.should_settle(offer):
        line(f"以{shown(offer)}和解更划算" if chinese else f"Settling at {shown(offer)} costs no more")
    else:
        line(f"和解价{shown(offer)}高于预期损失" if chinese else f"Settling at {shown(offer)} costs more than fighting")


def _kinds(lang: Language, *, as_json: bool) -> None:
    from domain.words.evidence import EVIDENCE

    for code, (zh, en) in EVIDENCE.items():
        if as_json:
            emit({"code": code, "zh": zh, "en": en})
        else:
            line(f"{code:<4} {zh if lang is Language.ZH else en}")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as wrong:
        raise Failed("NO_FILE", f"{file} cannot be read: {wrong.strerror}.", "name a file that is there") from wrong
