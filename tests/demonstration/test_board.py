"""The board of the demonstration shows what matters on a small screen too."""

from io import StringIO

import pytest
from rich.console import Console

from commandline.options import Language
from demonstration.samples import read_samples
from demonstration.telling import Board

SAMPLES = read_samples()


def drawn(width: int, height: int, *, ended: int = 0) -> list[str]:
    """The lines of a board on a screen of that size, with so many samples at their end."""
    out = StringIO()
    console = Console(file=out, width=width, height=height)
    board = Board(console, Language.EN, SAMPLES)
    for sample in SAMPLES[:ended]:
        board.ended(sample)
    board.command_line(SAMPLES[0], [])
    console.print(board.picture())
    return out.getvalue().splitlines()


@pytest.mark.parametrize("ended", [0, 10, 22])
@pytest.mark.parametrize("height", [24, 30, 50])
def test_a_board_fits_its_screen(height: int, ended: int) -> None:
    """Cases that are under way are told first, the others are counted."""
    lines = drawn(80, height, ended=ended)
    names = {line.split()[0] for line in lines if line.strip()}
    assert len(lines) < height
    assert all(len(line) <= 80 for line in lines)
    running = [sample.name for sample in SAMPLES[ended:]]
    assert names & set(running) == set(running[: len(names & set(running))])
    hidden = len(SAMPLES) - len(names & {sample.name for sample in SAMPLES})
    assert any(line.startswith(f"... {hidden} more") for line in lines) is (hidden > 0)


def test_names_are_whole_on_a_narrow_screen() -> None:
    """What a case waits for is cut before its name is."""
    names = {line.split()[0] for line in drawn(60, len(SAMPLES) + 20) if line.strip()}
    assert {sample.name for sample in SAMPLES} <= names
