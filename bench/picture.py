"""The picture beside the tables: where the processor time of a case goes, and what the budgets leave."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

PROGRAMS = ("server", "worker", "driver", "postgres", "world")
COLOURS = ("#4c72b0", "#dd8452", "#8c8c8c", "#55a868", "#c9c9c9")


def draw(known: dict[str, Any], file: Path) -> None:
    """Bars a case: ours and the bare one at 20 in flight, and at 40 with the peer."""
    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "amends"  # the same numbers make the same file
    bars = _bars(known)
    figure, axes = plt.subplots(figsize=(8, 0.6 * len(bars) + 1.4))
    for row, (_, spent) in enumerate(bars):
        left = 0.0
        for program, colour in zip(PROGRAMS, COLOURS, strict=True):
            width = float(spent.get(program, 0.0))
            axes.barh(row, width, left=left, color=colour, label=program if row == 0 else None)
            left += width
    axes.set_yticks(range(len(bars)), [name for name, _ in bars])
    axes.invert_yaxis()
    axes.set_xlabel("processor milliseconds a case")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.18), ncols=len(PROGRAMS), frameon=False)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)


def _bars(known: dict[str, Any]) -> list[tuple[str, dict[str, float]]]:
    found = []
    if "b" in known:
        found += [(f"{kind}, 20 in flight", known["b"]["at"]["20"][kind]["cpu"]) for kind in ("bare", "ours")]
    if "c" in known:
        names = (("bare", "bare"), ("ours", "ours"), ("DBOS", "peer"))
        found += [(f"{words}, 40 in flight", known["c"][key]["cpu"]) for words, key in names]
    return found
