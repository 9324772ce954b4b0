"""A quote in sentences: which rule made each amount, by which article, with the arithmetic in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.money import cumulative, plain
from domain.quotes.quote import LineKind, Quote, QuoteLine
from domain.words import explain as words
from domain.words.explain import Words

COUNTS = frozenset({"units", "asked", "bp"})  # terms that are no money; "before" is one on goods alone


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """One sentence about one line (or flag) of a quote; `rule` and `source` are empty where no single rule speaks."""

    rule: str
    source: str
    zh: str
    en: str


def explain(quote: Quote) -> tuple[Explanation, ...]:
    """Every line of the quote in words, then the split over the means of payment, then what a person should look at."""
    said = [_explained(quote, line) for line in quote.lines]
    if quote.tender_split:
        split = ", ".join(f"{tender} {plain(part, quote.currency)}" for tender, part in quote.tender_split.items())
        said.append(_sentence("MR-28", words.TENDERS, {"split": split}))
    return (
        *said,
        *(Explanation(rule="", source="", zh=zh, en=en) for zh, en in map(words.FLAGS.__getitem__, quote.flags)),
    )


def _explained(quote: Quote, line: QuoteLine) -> Explanation:
    return _sentence(line.rule, _words_of(line, quote.currency), _numbers(line, quote.currency))


def _sentence(rule: str, template: Words, numbers: Mapping[str, str]) -> Explanation:
    article_zh, article_en = words.ARTICLES.get(rule, ("", ""))
    zh, en = (text.format_map(numbers) for text in template)
    return Explanation(
        rule=rule,
        source=article_en,
        zh=f"{zh}（{'；'.join(filter(None, (rule, article_zh)))}）",
        en=f"{en} ({'; '.join(filter(None, (rule, article_en)))})",
    )


def _numbers(line: QuoteLine, currency: str) -> dict[str, str]:
    counts = COUNTS | ({"before"} if line.kind in {LineKind.GOODS, LineKind.HELD_BACK} else set())
    numbers = {name: str(n) if name in counts else plain(n, currency) for name, n in line.terms.items()}
    return numbers | {
        "amount": plain(abs(line.amount), currency),
        "line": line.line_id or "",
        "qty": str(line.qty or 0),
    }


def _words_of(line: QuoteLine, currency: str) -> Words:
    match line.kind:
        case LineKind.GOODS:
            return _goods_words(line, currency)
        case LineKind.RETURN_LEG:
            return words.BACK_BY_SELLER if line.terms["seller"] else words.BACK_BY_BUYER
        case LineKind.HELD_BACK:
            return _held_back_words(line)
        case LineKind.OUTBOUND_REFUND:
            return _outbound_words(line)
        case LineKind.OUTBOUND_FREIGHT:
            return _taken_freight_words(line)
        case LineKind.RETURN_FREIGHT_REIMBURSED:
            return _postage_words(line)
        case _:
            return words.SENTENCES[line.kind]


def _held_back_words(line: QuoteLine) -> Words:
    if line.rule == "MR-8":
        return words.SET_STAYS_WHOLE
    terms = line.terms
    too_many = "units" in terms and terms["before"] + terms["asked"] > terms["units"]
    return words.TOO_MANY if too_many else words.TOO_MUCH


def _outbound_words(line: QuoteLine) -> Words:
    zh, en = words.SENTENCES[line.kind]
    if line.terms.get("needed"):
        zh, en = f"{zh}，留下的商品仍需运费{{needed}}", f"{en}, the goods that stay still need {{needed}}"
    if "before" in line.terms:
        zh, en = f"{zh}，此前已退{{before}}", f"{en}, {{before}} went back before"
    return zh, en


def _taken_freight_words(line: QuoteLine) -> Words:
    zh, en = words.SENTENCES[line.kind]
    if "threshold" not in line.terms:
        return zh, en
    return f"保留商品{{kept}}未满包邮门槛{{threshold}}，{zh}", f"kept goods {{kept}} < threshold {{threshold}}: {en}"


def _postage_words(line: QuoteLine) -> Words:
    if "listed" in line.terms:
        return (
            "退货地址与标示发货地不同，运费{postage}超出{listed}的部分由卖家承担：{amount}",
            "another address than the listed origin: {postage} - {listed}, the seller makes good {amount}",
        )
    zh, en = "买家垫付退回运费{postage}", "the buyer advanced {postage} postage"
    if "cap" in line.terms:
        zh, en = f"{zh}，合理上限{{cap}}", f"{en}, reasonable is {{cap}}"
    if "insured" in line.terms:
        zh, en = f"{zh}，运费险已赔{{insured}}", f"{en}, the insurer paid {{insured}}"
    return f"{zh}，补偿{{amount}}", f"{en}: {{amount}} is made good"


def _goods_words(line: QuoteLine, currency: str) -> Words:
    if line.rule == "MR-6":
        return words.REPRICED
    if line.rule == "MR-16":
        return words.AGREED
    cause_zh, cause_en = words.CAUSES.get(line.rule, ("", ""))
    zh, en = _share_words(line, currency)
    if "earlier" in line.terms:
        zh, en = f"{zh}，减此前就这些商品已退的{{earlier}}", f"{en}, less {{earlier}} paid before for these very units"
    if "left" in line.terms:
        zh, en = f"{zh}，以余额{{left}}为限", f"{en}, within the {{left}} left on the line"
    if {"earlier", "left"} & set(line.terms):
        zh, en = f"{zh}，退{{amount}}", f"{en}: {{amount}}"
    return cause_zh + zh, cause_en + en


def _share_words(line: QuoteLine, currency: str) -> Words:
    """The arithmetic of MR-3, as in "2 of 5 units of 59.12: floor(5912*2/5) = 23.64"."""
    paid, units, before = (line.terms[name] for name in ("paid", "units", "before"))
    qty = line.qty or 0
    if qty == units:
        return "商品{line}全部{units}件，实付{paid}", "line {line}, {units} of {units}, paid {paid}"
    sum_ = f"floor({paid}*{before + qty}/{units})"
    if before:
        sum_ += f" - floor({paid}*{before}/{units})"
    worth = plain(cumulative(paid, units, before + qty) - cumulative(paid, units, before), currency)
    return (
        f"商品{{line}}实付{{paid}}共{{units}}件退{{qty}}件：{sum_} = {worth}",
        f"line {{line}}, {{qty}} of {{units}} units of {{paid}}: {sum_} = {worth}",
    )
