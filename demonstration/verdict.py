"""The verdict: did every case end as its sample says, by the sandbox's books, and is everything whole?"""

from collections.abc import Mapping, Sequence

from demonstration.play import Played
from demonstration.register import left_over
from demonstration.world import World
from domain.money import format_money
from domain.telling import waiting
from store.audit import audit
from store.pool import Pool
from store.verify import Breach, verify

# Of the sandbox's audit: for people to look at.
NOTES = frozenset({"key_with_other_body", "mail_twice", "goods_and_money", "mended_unpaid"})


async def differences(cases: Sequence[Played], world: World, pool: Pool) -> list[str]:
    """Everything that is not as it should be, in words; an empty list is good news."""
    books = await world.books()
    found = [line for played in cases for line in endings(played, books[played.sample.order_id])]
    found += [f"{breach.case_id}, event {breach.seq}: {breach.what}" for breach in await _breaches(pool)]
    found += _judged(await world.audit())
    found += [f"the ledger: {difference}" for difference in (await audit(pool)).differences]
    found += [f"the world could not do {act['name']} of order {act['order_id']}: {act['note']}"
              for act in await world.failed_acts()]  # fmt: skip
    return [*found, *await left_over(pool)]


def endings(played: Played, book: Mapping[str, object]) -> list[str]:
    """How this case differs from its sample; `book` is the sandbox's book of its order."""
    sample, case = played.sample, played.case
    if case is None:
        return [f"{sample.name}: no case was opened"]
    if case.resolution is None:
        return [f"{sample.name}: still open; it waits for: {waiting(case).en}"]
    wanted = sample.expected
    money = {"refunded": wanted.refunded, "compensated": wanted.compensated}
    wrong = [] if case.resolution is wanted.resolution else [f"ended as {case.resolution}, not {wanted.resolution}"]
    wrong += [
        f"{_amount(book[name], case.order.currency)} {name}, not {_amount(amount, case.order.currency)}"
        for name, amount in money.items()
        if book[name] != amount
    ]
    if not played.finished:
        wrong.append("its run has not come to its end")
    return [f"{sample.name}: {what}" for what in wrong]


def _amount(minor: object, currency: str) -> str:
    assert isinstance(minor, int)  # the world's books count in minor units
    return format_money(minor, currency)


async def _breaches(pool: Pool) -> list[Breach]:
    return [breach async for breach in verify(pool) if not breach.note]


def _judged(verdict: dict[str, object]) -> list[str]:
    if verdict["whole"]:
        return []
    kinds = [kind for kind in verdict if kind not in {"whole", *NOTES}]
    return [f"the sandbox's audit, {kind}: {verdict[kind]}" for kind in kinds if verdict[kind]]
