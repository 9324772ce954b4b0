"""What a command says: data to standard output, words about it to standard error. JSON is one object a line."""

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from commandline.exits import Stop
from commandline.options import Language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.table import Table

    from domain.words.speech import Sentence

PIPE_WIDTH = 240  # where nobody looks at columns of a screen, nothing is cut


def emit(row: Mapping[str, Any]) -> None:
    """One object as a line of JSON on standard output."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def line(text: str = "") -> None:
    """One line of the answer, for people."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Words about the answer."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def complain(stop: Stop, *, as_json: bool) -> None:
    """Tell an error: its words on standard error and, where JSON is asked for, the same as an object."""
    say(f"{stop.code}: {stop.what}")
    if stop.advice:
        say(f"What to do: {stop.advice}")
    if as_json:
        emit({"error": {"code": stop.code, "message": stop.what, "advice": stop.advice}})


def screen() -> "Console":
    """The console of the answer; on a terminal as wide as that, in a pipe wide enough for everything."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def show(drawn: "Table") -> None:
    """Something drawn, on standard output."""
    screen().print(drawn)


def table(*columns: str) -> "Table":
    """An empty table of ours."""
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold")
    return drawn


def add_row(drawn: "Table", *cells: str) -> None:
    """A row of plain text: brackets in what people wrote are no markup."""
    from rich.text import Text

    drawn.add_row(*(Text(cell) for cell in cells))


def in_language(sentence: "Sentence", lang: Language) -> str:
    """The sentence in one language."""
    return sentence.zh if lang is Language.ZH else sentence.en


@contextmanager
def progress(what: str, total: int | None) -> "Iterator[Callable[[], None]]":
    """A bar on standard error, where that is a terminal; what is given is called once for each piece done."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bars:
        task = bars.add_task(what, total=total)
        yield lambda: bars.advance(task)
