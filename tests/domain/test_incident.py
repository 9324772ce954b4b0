"""Incidents outside of cases (R158): which waits they explain, and what is told of them."""

from dataclasses import replace

import pytest

from domain import events as ev
from domain.case import Case
from domain.fault import Fault
from domain.goods import ParcelState
from domain.register.incident import TO_BUYERS, WAITS, WORDS, Incident, What, explaining, suspected, touches
from domain.register.incident_letter import letter
from domain.request import Ground
from domain.standing import CaseStage, stage_of
from tests.domain.case_forms import AGREED, DAY, HOUR, NOON, OPEN_WINDOW, case_of, closed, moved, sent


def incident(what: What = What.COURIER, name: str = "", shop: str = "shop") -> Incident:
    """One that lasts since NOON."""
    return Incident(
        number=7,
        shop=shop,
        what=what,
        name=name,
        note="depot flooded",
        since=NOON,
        opened_by="li",
        opened_at=NOON + HOUR,
    )


def on_its_way() -> Case:
    """A return that travels to us with sto; yto brought the goods to the buyer."""
    return case_of(AGREED, OPEN_WINDOW, sent("ST1"), moved(ParcelState.UNDER_WAY, "ST1"))


def undecided() -> Case:
    """A case that waits for a person of the shop."""
    return case_of(ground=Ground.QUALITY, fault=Fault.SELLER)


@pytest.mark.parametrize(
    ("case", "told", "explained"),
    [
        (on_its_way(), incident(), True),
        (on_its_way(), incident(name="sto"), True),
        (on_its_way(), incident(name="zto"), False),
        (on_its_way(), incident(shop="other"), False),
        (on_its_way(), incident(What.PAYMENTS), False),
        (on_its_way(), replace(incident(), ended_at=NOON + DAY), False),
        (undecided(), incident(What.PLATFORM), True),
        (undecided(), incident(What.ORDER_SYSTEM), True),
        (undecided(), incident(), False),
        (closed(undecided()), incident(What.PLATFORM), False),
    ],
)
def test_a_wait_is_explained_by_what_it_waits_for(case: Case, told: Incident, explained: object) -> None:
    """By the stage of the case, its shop, and the carriers of its parcels; only while the incident lasts."""
    assert bool(explaining([told], case)) is explained


def test_several_incidents_explain_one_wait() -> None:
    """All are shown."""
    both = incident(What.PLATFORM), incident(What.ORDER_SYSTEM)
    assert explaining(both, undecided()) == both


def test_each_kind_has_words_and_waits() -> None:
    """No code is told to people, and each explains something."""
    assert set(WORDS) == set(TO_BUYERS) == set(WAITS) == set(What)
    assert all(WAITS.values())
    assert not any(CaseStage.CLOSED in stages for stages in WAITS.values())


@pytest.mark.parametrize("stage", sorted(WAITS[What.WAREHOUSE]))
def test_a_name_is_that_of_a_courier_alone(stage: CaseStage) -> None:
    """All other counterparts are one to a shop."""
    named = incident(What.WAREHOUSE, name="north")
    assert touches(named, shop="shop", stage=stage, carriers=())


def test_the_department_hears_what_waits_and_the_end() -> None:
    """Both languages in one letter, the cases with it; at the end what was done."""
    subject, text = letter(incident(name="sto"), ["case-1", "case-2"], zone="Asia/Shanghai")
    assert "快递公司 sto" in subject
    for part in ("depot flooded", "Open cases that wait for it: 2", "case-1\ncase-2", "2026-05-04 12:00 CST"):
        assert part in text
    over = replace(incident(), ended_at=NOON + DAY, closed_by="sun", outcome="pumped {dry}")
    subject, text = letter(over, [], zone="Asia/Shanghai")
    assert "is over" in subject
    assert "The courier works again since 2026-05-05 12:00 CST: pumped {dry}" in text


def test_the_register_tells_a_disturbed_word() -> None:
    """Why the buyer hears that it takes longer."""
    from domain.telling import tell

    told = tell(ev.ProgressOwed(incident="courier"), on_its_way())
    assert "the courier is disturbed" in told.en
    assert "快递公司异常" in told.zh
    assert stage_of(on_its_way()) is CaseStage.RETURN_IN_TRANSIT


def test_many_cases_that_are_stuck_at_one_place_seem_to_be_an_incident() -> None:
    """Parked or still trying, all reasons together; not what is told of already, and not our own steps."""
    stuck = {"refund: NEEDS_FUNDS": 1, "retrying: refund: TIMEOUT": 2, "track_parcel: DOWN": 2, "tell_N7-1: DOWN": 9}
    assert suspected(stuck, [], least=3) == {What.PAYMENTS: 3}
    assert suspected(stuck, [], least=2) == {What.PAYMENTS: 3, What.COURIER: 2}
    assert suspected(stuck, [incident(What.PAYMENTS)], least=3) == {}
