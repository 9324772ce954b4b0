"""Whoever is woken by an alert finds what it means, where to look, and the command that mends it, in both languages."""

import json
import re
from typing import Any

import pytest
import yaml

from tests.deploy.watched_names import DASHBOARD, ROOT, asked, expressions, rules

ENGLISH, CHINESE = ROOT / "docs/alerts.md", ROOT / "docs/zh/alerts.md"
COMMAND = re.compile(r"`(?:starter\.py [a-z]+|python (?:server|worker)\.py)")
NAMES = [rule["alert"] for rule in rules()]


def entries(text: str) -> dict[str, str]:
    """The text under each heading."""
    _, *parts = re.split(r"^### ", text, flags=re.MULTILINE)
    return {name.strip(): body for name, _, body in (part.partition("\n") for part in parts)}


@pytest.mark.parametrize("rule", rules(), ids=NAMES)
def test_an_alert_says_how_grave_it_is_and_where_its_remedy_stands(rule: dict[str, Any]) -> None:
    """Severity, patience, words in both languages, and an anchor that the page has."""
    assert rule["labels"]["severity"] in {"critical", "warning"}
    assert re.fullmatch(r"\d+[mh]", rule["for"])
    said = rule["annotations"]
    assert re.search(r"[a-z]{3}", said["summary"])
    assert re.search(r"[\u4e00-\u9fff]", said["summary_zh"])
    page, _, anchor = said["runbook"].partition("#")
    headings = [name.lower() for name in entries((ROOT / page).read_text(encoding="utf-8"))]
    assert headings.count(anchor) == 1


@pytest.mark.parametrize(
    ("page", "look", "mend"),
    [(ENGLISH, "**Look at:**", "**Mend:**"), (CHINESE, "**看什么：**", "**处理：**")],
    ids=["en", "zh"],
)
def test_every_alert_has_its_entry_and_no_entry_is_left_over(page: Any, look: str, mend: str) -> None:
    """Each tells what to look at, and a command."""
    found = entries(page.read_text(encoding="utf-8"))
    assert list(found) == NAMES
    for name, body in found.items():
        assert body.count(look) == body.count(mend) == 1, name
        assert COMMAND.search(body.partition(look)[2]) or name == "AmendsActivitiesPaused", name


def test_no_name_is_given_twice() -> None:
    """Else the one would hide the other."""
    assert len(set(NAMES)) == len(NAMES) >= 20


def test_every_expression_speaks_of_a_metric() -> None:
    """`up` is Prometheus' own; every other expression names one of ours or of Temporal's."""
    silent = [each for each in expressions() if not list(asked(each))]
    assert silent == ['up{job=~"amends-.*"} == 0']


def test_the_example_of_what_to_scrape_finds_the_rules() -> None:
    """The jobs bear the names that the rules look for, on the default ports."""
    told = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text(encoding="utf-8"))
    assert told["rule_files"] == ["alerts.yml"]
    jobs = {job["job_name"]: job["static_configs"][0]["targets"] for job in told["scrape_configs"]}
    assert jobs == {"amends-server": ["127.0.0.1:9464"], "amends-worker": ["127.0.0.1:9465"]}


def test_no_panel_of_the_dashboard_lies_upon_another() -> None:
    """Each has its place in the grid of 24 columns, and its source is the one that is chosen."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells
        assert {target["datasource"]["uid"] for target in panel.get("targets", [])} <= {"${source}"}
    assert len({panel["id"] for panel in panels}) == len(panels)
