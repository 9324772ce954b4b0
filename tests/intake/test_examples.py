"""The examples that the documents show are what an installation takes."""

import re
from pathlib import Path

import pytest

from domain.authority import Level
from domain.request import Scenario
from gateways.connections import Shop
from gateways.shops import load_shops
from intake.people import load_people
from intake.policies import load_policies, read_policy
from intake.submit import dry_run, read_file

ROOT = Path(__file__).resolve().parents[2]
POLICY = read_policy({}, Shop(shop_id="lantern"))


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("return.json", {"case-lantern-shop-R-1": Scenario.RETURN_REFUND}),
        ("compensation.json", {"case-lantern-shop-R-4": Scenario.COMPENSATION}),
        (
            "returns.csv",
            {"case-lantern-shop-R-2": Scenario.RETURN_REFUND, "case-lantern-shop-R-3": Scenario.REFUND_ONLY},
        ),
    ],
)
def test_example_files_open_cases(name: str, opened: dict[str, Scenario]) -> None:
    """Copied as they are, with the order paid to the last cent."""
    events = [dry_run(row, shop="lantern", policy=POLICY) for row in read_file(ROOT / "docs" / "examples" / name)]
    assert {event.case_id: event.request.kind for event in events} == opened


def test_the_people_of_the_shipped_shops_file_have_roles() -> None:
    """Copied as it is, it names an agent, a supervisor, a manager and finance, and nobody else may decide."""
    people = load_people(ROOT / "deploy" / "shops.example.toml", "lantern")
    assert [people.role(name) for name in ("ann", "sun", "mo", "zhou", "eve")] == [
        Level.AGENT,
        Level.SUPERVISOR,
        Level.MANAGER,
        Level.FINANCE,
        Level.NOBODY,
    ]
    assert load_shops(ROOT / "deploy" / "shops.example.toml").keys() == {"lantern"}


def test_the_shops_file_of_the_readme_is_one(tmp_path: Path) -> None:
    """Its sections are known, and a shop's own limit goes before the pack's."""
    [written] = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    policies = written[written.index("[lantern.policy]") :]
    file = tmp_path / "shops.toml"
    file.write_text(policies, encoding="utf-8")
    assert load_policies(file, load_shops(file))["lantern"].terms.auto_limit_minor == 20000
