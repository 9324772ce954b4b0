"""The bench measures what it says: a run of the smallest size on real servers, its report, and its budgets."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench import budgets, parts, report
from bench.sizes import TINY

PAGE = f"# Performance\n\nwords before\n\n{report.BEGIN}\nold\n{report.END}\n\nwords after\n"


@pytest.fixture(scope="module")
async def results() -> dict[str, Any]:
    """Every part but the peer engine, which this environment does not have."""
    return await parts.run(("b", "d", "e", "f"), TINY, lambda _: None)


@pytest.mark.timeout(400)
async def test_the_bare_workflow_does_what_our_case_asks_of_the_server(results: dict[str, Any]) -> None:
    """The same activities, timers and signals in both histories, and no register in the bare one."""
    kinds = {who: counted["kinds"] for who, counted in results["b"]["histories"].items()}
    for kind in ("ACTIVITY_TASK_SCHEDULED", "TIMER_STARTED", "TIMER_FIRED", "WORKFLOW_EXECUTION_SIGNALED"):
        assert kinds["ours"][kind] == kinds["bare"][kind]
    assert kinds["ours"]["MARKER_RECORDED"] > 0
    assert "MARKER_RECORDED" not in kinds["bare"]


@pytest.mark.timeout(400)
async def test_every_burst_accounts_for_every_program(results: dict[str, Any]) -> None:
    """Time of server, worker, driver, Postgres and the world, at 1, 20 and 100 in flight."""
    assert set(results["b"]["at"]) == {"1", "20", "100"}
    for both in results["b"]["at"].values():
        for who in ("bare", "ours"):
            assert set(both[who]["cpu"]) == {"server", "worker", "driver", "postgres", "world"}
            assert both[who]["rate"] > 0


@pytest.mark.timeout(400)
async def test_the_register_is_loaded_read_and_rebuilt(results: dict[str, Any]) -> None:
    """Ten events a case; the rebuilt list has every case, those that the appends opened as well."""
    found = results["d"]
    assert found["loaded"]["events"] == 10 * TINY.register_cases
    assert found["rebuild"]["cases"] > TINY.register_cases
    assert all("cases" in plan for plan in found["plans"].values())


@pytest.mark.timeout(400)
async def test_no_message_is_lost(results: dict[str, Any]) -> None:
    """Each acknowledged message has become a running case."""
    assert results["f"]["steady"]["lost"] == 0
    assert results["f"]["flood"]["lost"] == 0


@pytest.mark.timeout(400)
async def test_a_second_run_rewrites_its_own_part_alone(results: dict[str, Any], tmp_path: Path) -> None:
    """Words around the markers stay, parts that were not measured again stay, the old table goes."""
    page, measured = tmp_path / "performance.md", tmp_path / "performance.json"
    page.write_text(PAGE, encoding="utf-8")
    report.write(page, measured, results, smoke=True)
    report.write(page, measured, {"f": results["f"]}, smoke=False)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Performance\n\nwords before")
    assert text.endswith("words after\n")
    assert "\nold\n" not in text
    assert "`make bench PARTS=b QUICK=1`" in text
    assert "`make bench PARTS=f`" in text
    assert json.loads(measured.read_text(encoding="utf-8"))["f"]["smoke"] is False


@pytest.mark.timeout(400)
async def test_every_budget_is_judged_by_what_was_measured(results: dict[str, Any]) -> None:
    """A budget is met or missed by its value; the same numbers under another bound are judged otherwise."""
    found = {each.words: each for each in budgets.judged(results)}
    assert found["messages lost of the flood"].met
    lost = results | {"f": results["f"] | {"flood": results["f"]["flood"] | {"lost": 1}}}
    assert not {each.words: each for each in budgets.judged(lost)}["messages lost of the flood"].met
    events = found["history events of the straight case"]
    assert events.met == (results["b"]["histories"]["ours"]["own_events"] <= budgets.EVENTS)


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    """The report has one place; where that is gone, nothing is overwritten."""
    page = tmp_path / "performance.md"
    page.write_text("# Performance\n", encoding="utf-8")
    with pytest.raises(report.NoPlace, match="expected the lines"):
        report.write(page, tmp_path / "performance.json", {}, smoke=True)
    assert page.read_text(encoding="utf-8") == "# Performance\n"


def test_unknown_parts_are_named() -> None:
    """A typing error does not start a quarter of an hour of measuring something else."""
    with pytest.raises(ValueError, match="PARTS: unknown g, x; known are a, b, c, d, e, f"):
        parts.chosen("x,b,g")
    assert parts.chosen("") == ("b", "c", "d", "e", "f")
    assert parts.chosen("a, d") == ("b", "d")


def test_the_page_in_docs_has_its_place() -> None:
    """`make bench` can write into the page that is shipped."""
    text = Path("docs/performance.md").read_text(encoding="utf-8")
    assert text.count(report.BEGIN) == 1
    assert text.count(report.END) == 1


def test_the_program_says_what_it_cannot_do() -> None:
    """A wrong option ends it at once, in words and with 2."""
    done = subprocess.run(
        [sys.executable, "-m", "bench"],
        env={"PARTS": "z", "PATH": str(Path(shutil.which("sh") or "/bin/sh").parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "PARTS: unknown z" in done.stderr
