"""Canaries: names, phones, addresses and mail addresses that exist once in the world, planted where buyers write them.

Whoever finds one outside Postgres has found a leak. Order data gets canaries of another kind: they do travel through
Temporal, but only encrypted.
"""

import copy
import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from demonstration.samples import FOLDER, Sample, read_samples

ROOT = Path(__file__).resolve().parents[2]
TAOBAO = ("01-", "04-", "06-", "08-", "09-", "13-", "17-", "19-")
OWN_SHOP = ("05-", "14-", "16-", "18-", "20-", "21-")


@dataclass
class Canaries:
    """Makes canaries, and remembers what is looked for: `personal` of people, `inner` of orders."""

    personal: list[str] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(101))

    def _word(self, kept: list[str], prefix: str) -> str:
        kept.append(f"{prefix}{next(self._numbers)}vq")
        return kept[-1]

    def name(self) -> str:
        """A buyer's name."""
        return f"林{self._word(self.personal, 'zxname')}"

    def phone(self) -> str:
        """A mobile number; all of it is the canary."""
        self.personal.append(f"13907{next(self._numbers)}431")
        return self.personal[-1]

    def address(self) -> str:
        """A street with its number."""
        return f"华星路{self._word(self.personal, 'zxaddr')}弄9号"

    def email(self) -> str:
        """A mail address of the sandbox."""
        return f"{self._word(self.personal, 'zxmail')}@buyers.example"

    def inner_word(self) -> str:
        """Something of an order that only those who work on the case need to see."""
        return self._word(self.inner, "zxinner")


def planted(folder: Path, canaries: Canaries) -> list[Sample]:
    """Samples of both sources whose buyers are canaries, written into `folder`; what they order has canaries too."""
    for file in sorted(FOLDER.glob("*.json")):
        if file.name.startswith(TAOBAO + OWN_SHOP):
            scene = _with_canaries(json.loads(file.read_text(encoding="utf-8")), canaries)
            (folder / file.name).write_text(json.dumps(scene, ensure_ascii=False), encoding="utf-8")
    return read_samples(folder)


def _with_canaries(raw: dict[str, Any], canaries: Canaries) -> dict[str, Any]:
    scene = copy.deepcopy(raw)
    buyer = scene["order"]["buyer"]
    buyer |= {"name": canaries.name(), "email": canaries.email(), "phone": canaries.phone()}
    told = f"我是{buyer['name']}，电话{buyer['phone']}"
    if scene["source"] == "taobao":
        buyer["address"] = canaries.address()
        scene["request"]["description"] = f"{told}，住{buyer['address']}"
        for reaction in scene["buyer"]:
            if reaction["when"] == "asked":
                reaction["do"] = [{"reply": {"text": told}}, *reaction["do"]]
    for line in scene["order"]["lines"]:
        line["title"] = canaries.inner_word()
    for parcel in scene.get("parcels", {}).values():
        parcel["waybill"] = f"ST{canaries.inner_word()}"
        signed = {"state": "signed", "place": f"{told}收", "note": f"签收人{told}"}
        parcel["scans"] = [{"state": "collected", "note": told}, {"state": "in_transit"}, signed]
    return scene


def table(folder: Path, canaries: Canaries) -> Path:
    """A CSV file with one request, from our example."""
    with (ROOT / "docs/examples/returns.csv").open(encoding="utf-8", newline="") as example:
        row = next(iter(csv.DictReader(example)))
    row |= {"request_id": "CSV-1", "order_id": "CSV-A-1", "title": canaries.inner_word(), "asked_qty": "1"}
    row["tenders"] = "cash=19900"
    row |= {"buyer_id": "csv-buyer", "buyer_name": canaries.name(), "buyer_email": canaries.email()}
    row["buyer_phone"] = canaries.phone()
    file = folder / "requests.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(row))
        writer.writeheader()
        writer.writerow(row)
    return file
