"""The payment account was frozen and thirty cases are parked: they are retried at once, and nothing is done twice."""

import asyncio
import json
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from commandline import bulk, bulk_run, retrying
from commandline.bulk import Chosen, Frozen, Outcome, Result
from commandline.exits import Declined
from domain import events as ev
from domain.order import Stage
from domain.request import Ground, Scenario
from domain.standing import CaseStage
from intake import people
from tests.commandline.conftest import Terminal, written
from tests.stories.floor import Floor, StoryCase

MANY = 30


async def parked(floor: Floor, count: int) -> list[StoryCase]:
    """Cancelled orders whose refund is parked, because the paying account is frozen."""
    floor.world.faults.declare("payments.refund", "account_frozen")
    cases = [
        await floor.open(
            kind=Scenario.REFUND_ONLY, ground=Ground.NOT_WANTED, stage=Stage.UNSHIPPED, no_reason_until=None
        )
        for _ in range(count)
    ]
    for case in cases:
        await case.until(lambda now: bool(now.parked), "the refund parks", patience=60)
        await written(floor, case)
    return cases


def listed(bulk_id: str, *cases: Chosen) -> Frozen:
    """A frozen list of these cases."""
    made_at = "2026-11-22T00:00:00+00:00"
    return Frozen(bulk_id=bulk_id, made_at=made_at, by="li", reason="unfrozen", stuck="", cases=cases)


async def killed_after(terminal: Terminal, lines: int, *words: str) -> None:
    """Run a command, and kill it once it has told so many results."""
    program = await terminal.starts(*words)
    assert program.stdout is not None
    for _ in range(lines):
        await asyncio.wait_for(program.stdout.readline(), 30)
    program.send_signal(signal.SIGKILL)
    await program.wait()


@pytest.mark.timeout(240)
async def test_thirty_parked_cases_are_retried_killed_and_resumed(floor: Floor, terminal: Terminal) -> None:
    """Dry run, refusal without a terminal, a kill in the middle, and a resume: one refund and one retry a case."""
    cases = await parked(floor, MANY)
    chosen = ("retry", "--all", "--stuck", "NEEDS_FUNDS", "--reason", "account unfrozen")

    dry = await terminal.runs(*chosen, "--dry-run", "--json")
    assert dry.code == 0
    assert {row["case_id"] for row in dry.rows} == {case.case_id for case in cases}
    assert "Cases to retry: 30" in dry.err

    refused = await terminal.runs(*chosen)
    assert refused.code == 2
    assert "CONFIRMATION_REQUIRED" in refused.err
    assert not (terminal.home / "bulk").exists()

    floor.lift_faults()
    await killed_after(terminal, 8, *chosen, "--yes", "--rate", "15", "--json")
    [frozen] = (terminal.home / "bulk").glob("*[0-9a-f].json")
    before = bulk.results(frozen.parent, frozen.stem)
    assert 8 <= len(before) < MANY

    resumed = await terminal.runs("retry", "--resume", frozen.stem, "--yes", "--rate", "50", "--json")
    assert resumed.code in {0, 5}, resumed.err
    told = {row["case_id"] for row in resumed.rows}
    assert told == {case.case_id for case in cases} - set(before)
    for case in cases:
        await case.at(CaseStage.FOLLOW_UP)
        await written(floor, case)
        kinds = await case.kinds()
        assert kinds.count(ev.StepRetried) == 1
        assert floor.refunded(case) == 19900
    assert len(bulk.results(frozen.parent, frozen.stem)) == MANY


async def test_a_case_that_moved_on_is_refused_and_the_rest_is_retried(floor: Floor, terminal: Terminal) -> None:
    """One was closed since the list was made: exit code 5, one result each, with the reason."""
    first, second = await parked(floor, 2)
    chosen = [
        Chosen(case_id=case.case_id, version=await written(floor, case), stuck="refund: NEEDS_FUNDS")
        for case in (first, second)
    ]
    frozen = listed("20261122-000000-ab", *chosen)
    bulk.freeze(terminal.home / "bulk", frozen)
    await terminal.types("close", first.case_id, "--reason", "paid in cash")
    await first.at(CaseStage.CLOSED)
    floor.lift_faults()
    ended = await terminal.types("retry", "--resume", frozen.bulk_id, "--yes", "--json")
    assert ended.code == 5
    assert {row["case_id"]: row["outcome"] for row in ended.rows} == {
        first.case_id: "refused", second.case_id: "retried",
    }  # fmt: skip
    assert "NOT_PARKED" in ended.rows[0]["why"]
    await second.at(CaseStage.FOLLOW_UP)


async def test_one_case_is_retried_by_its_order(floor: Floor, terminal: Terminal) -> None:
    """One id, one retry, no confirmation."""
    [case] = await parked(floor, 1)
    floor.lift_faults()
    ended = await terminal.types("retry", (await case.state()).order.order_id, "--reason", "unfrozen")
    assert ended.code == 0, ended.err
    await case.at(CaseStage.FOLLOW_UP)
    assert floor.refunded(case) == 19900


async def test_nobody_answers_and_the_run_gives_up_soon(floor: Floor, terminal: Terminal) -> None:
    """Three silent cases in a row: exit code 6, and the rest is kept for a resume."""
    handles = [
        await floor.client.start_workflow("AfterSalesCase", id=f"case-demo_shop-shop-silent{n}", task_queue="nobody")
        for n in range(5)
    ]
    frozen = listed("silent", *(Chosen(case_id=handle.id, version=1, stuck="refund: X") for handle in handles))
    bulk.freeze(terminal.home / "bulk", frozen)
    ended = await terminal.types("retry", "--resume", "silent", "--yes", "--wait", "0.3", "--json")
    assert ended.code == 6
    assert "--resume silent" in ended.err
    done = bulk.results(terminal.home / "bulk", "silent")
    assert len(bulk.left(frozen, done)) == len(handles)
    for handle in handles:
        await handle.terminate()


async def test_the_shops_file_is_read_once_for_all_cases(
    floor: Floor, staffed: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many cases of a shop are asked: a run decides by one reading of who may decide what."""
    cases = await parked(floor, 3)
    read: list[str] = []
    load = people.load_people

    def counted(file: Path, shop: str) -> people.People:
        read.append(shop)
        return load(file, shop)

    monkeypatch.setattr(people, "load_people", counted)
    floor.lift_faults()
    ended = await staffed.types("retry", "--all", "--stuck", "NEEDS_FUNDS", "--reason", "unfrozen", "--yes", "--json")
    assert ended.code == 0, ended.err
    assert [row["outcome"] for row in ended.rows] == ["retried"] * len(cases)
    assert read == ["demo_shop"]


class Keyboard:
    """A terminal at which someone types a line."""

    def __init__(self, typed: str) -> None:
        self.typed = typed

    def isatty(self) -> bool:
        """People sit here."""
        return True

    def readline(self) -> str:
        """What was typed."""
        return self.typed + "\n"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Someone sits at the terminal and types this line."""

    def types(line: str) -> None:
        monkeypatch.setattr("sys.stdin", Keyboard(line))
        monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)

    return types


@pytest.mark.parametrize(("count", "line"), [(20, "y"), (20, "Y"), (21, "21")])
def test_a_confirmation_that_fits_is_taken(
    typed: Callable[[str], None], capsys: pytest.CaptureFixture[str], count: int, line: str
) -> None:
    """A yes is enough for a few; more than twenty are confirmed by their number; --yes is asked nothing."""
    typed(line)
    bulk_run.confirm(retrying.RETRY, count, yes=False)
    asked = capsys.readouterr().err
    assert asked == ("Type 21 to retry them: " if count > bulk_run.TYPED_ABOVE else "Retry them? [y/N] ")
    bulk_run.confirm(retrying.RETRY, count, yes=True)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("count", "line"), [(20, ""), (20, "n"), (21, "y"), (21, "20"), (21, "")])
def test_any_other_answer_declines(typed: Callable[[str], None], count: int, line: str) -> None:
    """Exit code 2, not 0: a script must not take a no for a yes."""
    typed(line)
    with pytest.raises(Declined) as declined:
        bulk_run.confirm(retrying.RETRY, count, yes=False)
    assert declined.value.exit == 2


def test_a_result_that_a_kill_cut_off_is_asked_again(tmp_path: Path) -> None:
    """Half a line is no result."""
    bulk.note(tmp_path, "b", Result(case_id="one", outcome=Outcome.RETRIED))
    with bulk.results_file(tmp_path, "b").open("a") as file:
        file.write(json.dumps({"case_id": "two", "outcome": "retried"})[:-9])
    assert set(bulk.results(tmp_path, "b")) == {"one"}


async def test_a_bulk_retry_that_is_not_there_is_not_found(terminal: Terminal) -> None:
    """And an id that is a path is none."""
    assert (await terminal.types("retry", "--resume", "20260101-000000-ab", "--yes")).code == 4
    assert (await terminal.types("retry", "--resume", "../secrets", "--yes")).code == 2
    assert (await terminal.types("retry")).code == 2
    assert (await terminal.types("retry", "--all")).code == 2
