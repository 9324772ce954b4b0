"""What the department that answers for something hears of its incident, in Chinese and English (R158)."""

from collections.abc import Iterable

from domain.register.incident import WORDS, Incident
from domain.telling.phrases import local

SUBJECT = {
    False: "突发事件 / Incident {number}: {zh}{name} / {en}{name}",
    True: "突发事件已结束 / Incident {number} is over: {zh}{name} / {en}{name}",
}
TEXT = {
    False: """\
{zh}{name} 自 {since} 起异常：{note}
受影响的未结束售后单：{count}。请处理，并告知售后预计恢复时间。登记人：{by}。

Since {since} {en}{name} is disturbed: {note}
Open cases that wait for it: {count}. Please see to it, and tell after-sales when it will work again. Entered by {by}.

{cases}
""",
    True: """\
{zh}{name} 已于 {until} 恢复：{outcome}
开始时间：{since}。登记人：{by}。

{en}{name} works again since {until}: {outcome}
It began at {since}. Entered by {by}.
""",
}


def letter(incident: Incident, cases: Iterable[str], *, zone: str) -> tuple[str, str]:
    """Subject and text of the word to the department, Chinese and English in one, with times of this zone."""
    over = incident.ended_at is not None
    zh, en = WORDS[incident.what]
    ids = list(cases)
    values = {
        "number": incident.number,
        "zh": zh,
        "en": en[0].upper() + en[1:] if over else en,
        "name": f" {incident.name}" if incident.name else "",
        "note": incident.note,
        "since": local(incident.since, zone),
        "until": local(incident.ended_at, zone) if incident.ended_at is not None else "",
        "outcome": incident.outcome,
        "by": incident.closed_by if over else incident.opened_by,
        "count": len(ids),
        "cases": "\n".join(ids),
    }
    return SUBJECT[over].format_map(values), TEXT[over].format_map(values)
