"""The metrics that alert rules and dashboard speak of, and what they ask of their labels."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "deploy/prometheus/alerts.yml"
DASHBOARD = ROOT / "deploy/grafana/amends.json"
METRIC = re.compile(r"\b((?:amends|temporal|process)_[a-z_]+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)\s*(=~|!~|!=|=)\s*"([^"]*)"')


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One metric in an expression; `labels` are those that must have exactly this value."""

    name: str
    labels: tuple[tuple[str, str], ...]


def rules() -> list[dict[str, Any]]:
    """The alert rules."""
    [group] = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


def expressions() -> list[str]:
    """Every expression of the rules and the dashboard."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    shown = [target["expr"] for panel in panels for target in panel.get("targets", [])]
    return [rule["expr"] for rule in rules()] + shown


def asked(expression: str) -> Iterator[Asked]:
    """The metrics of one expression."""
    for name, matchers in METRIC.findall(expression):
        labels = [(label, value) for label, how, value in MATCHER.findall(matchers) if how == "="]
        yield Asked(name=name, labels=tuple(labels))
