"""How each shop decides: the terms that bind its cases and what its buyers' reasons mean.

Read from the section `policy` of the shops file, beside the shop's connections:

    [lantern.policy]
    pack = "cn_taobao"                  # one of domain/packs; without it, cn_taobao for a shop on Taobao, else cn_other
                                        # (cn_taobao, cn_other, eu, uk, us)

    [lantern.policy.terms]              # numbers that this shop promises instead of the pack's; where the pack's is the
                                        # law's (confidence H), the buyer may get more than it, not less
    auto_limit = { minor = 20000, source = "our own rule", confidence = "P" }

    [lantern.policy.reasons]            # part of the buyer's reason = ground and fault
    "dead pixel" = { ground = "...", fault = "seller" }
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from domain.fault import Fault
from domain.request import Ground
from domain.revision import harms
from domain.terms import BadTerms, Terms, extended, number, resolve
from gateways.connections import Shop
from intake.reasons import Meant, Reasons

PACKS = Path(__file__).resolve().parent.parent / "domain" / "packs"
Word = TypeVar("Word", bound=StrEnum)


class BadPolicy(ValueError):
    """A shop's policy that cannot be followed; the message names the file, the shop and the key."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One shop's terms for new cases, and its reading of reasons."""

    terms: Terms
    reasons: Reasons


def load_policies(file: Path, shops: Mapping[str, Shop]) -> dict[str, Policy]:
    """The policy of each shop of the shops file. Raises BadPolicy."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        shop_id: read_policy(found[shop_id].get("policy", {}), shop, where=f"{file}: shop {shop_id!r}, section policy")
        for shop_id, shop in shops.items()
    }


def read_policy(section: object, shop: Shop, *, where: str = "policy") -> Policy:
    """One shop's policy from its section of the shops file."""
    given = _table(section, where)
    if unknown := sorted(set(given) - {"pack", "terms", "reasons"}):
        raise BadPolicy(f"{where}: unknown {', '.join(unknown)}; known are pack, terms, reasons")
    pack = given.get("pack", "cn_other" if shop.taobao is None else "cn_taobao")
    terms = _terms(pack, _table(given.get("terms", {}), f"{where}.terms"), where)
    rows = _table(given.get("reasons", {}), f"{where}.reasons")
    own = {entry: _meant(row, f"{where}.reasons, {entry!r}") for entry, row in rows.items()}
    return Policy(terms=terms, reasons=Reasons(own))


def _terms(pack: object, own: Mapping[str, Any], where: str) -> Terms:
    """The pack with the shop's own numbers over it: the same checks hold for both."""
    packs = sorted(file.stem for file in PACKS.glob("*.toml"))
    if not isinstance(pack, str) or pack not in packs:
        raise BadPolicy(f"{where}: pack {pack!r} is none of {', '.join(packs)}")
    if "pack" in own:
        raise BadPolicy(f"{where}.terms: pack: a shop's numbers stand over a pack; name the pack in {where}")
    document = pack_document(pack)
    try:
        terms = resolve(document | dict(own), name=f"{where}, pack {pack}")
        _check_law(document, own, f"{where}, pack {pack}")
    except BadTerms as wrong:
        raise BadPolicy(str(wrong)) from wrong
    return terms


def pack_document(pack: str) -> dict[str, Any]:
    """A shipped pack, with what it takes from the pack that it extends."""
    own = tomllib.loads((PACKS / f"{pack}.toml").read_text(encoding="utf-8"))
    base = own.get("extends")
    return own if base is None else extended(own, pack_document(str(base)))


def shipped(pack: str) -> Terms:
    """The terms of a shipped pack, as they bind a shop that has no numbers of its own. Raises BadTerms."""
    return resolve(pack_document(pack), name=f"{pack}.toml")


def _check_law(document: Mapping[str, Any], own: Mapping[str, Any], where: str) -> None:
    """A shop may promise more than the law, not less. What it tells its buyers is a fact, not a promise."""
    for key in sorted(set(own) & set(document)):
        law, promise = document[key], own[key]
        if not isinstance(law, Mapping) or law["confidence"] != "H" or key.startswith("informs_"):
            continue
        field, legal = number(key, law, name=where)
        _, promised = number(key, promise, name=where)
        if legal != promised and harms(field, legal, promised):
            raise BadPolicy(f"{where}: {key}: the law gives the buyer {legal} ({law['source']}); {promised} is less")


def _meant(row: object, where: str) -> Meant:
    given = _table(row, where)
    if set(given) != {"ground", "fault"}:
        raise BadPolicy(f"{where}: a ground and a fault are expected")
    return Meant(ground=_word(Ground, given["ground"], where), fault=_word(Fault, given["fault"], where))


def _word(kind: type[Word], found: object, where: str) -> Word:
    try:
        return kind(str(found))
    except ValueError:
        raise BadPolicy(f"{where}: {found!r} is none of {', '.join(kind)}") from None


def _table(found: object, where: str) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        raise BadPolicy(f"{where}: a table is expected")
    return found
