"""What people see while the demonstration runs: a line for each step of each case, or a board that changes in place."""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from commandline.clocks import in_words
from commandline.options import FROM_ENVIRONMENT, Language
from demonstration.register import Happened
from demonstration.samples import Sample
from demonstration.words import told
from domain import events as ev
from domain.case import Case
from domain.standing import stage_of
from domain.telling import stage_in_words, tell, waiting

# Told by what follows from them.
PASSED_OVER = (ev.ClaimChanged, ev.ContactDeferred, ev.StepRetried)
WORTH_TELLING = timedelta(hours=6)  # a shorter jump is no waiting day
NAME_WIDTH = 21
LATEST, FEWEST = 14, 6  # lines under the board, on a tall screen and on a short one
MARGIN = 4  # lines for the heading, the gap below the cases, and the cursor
GAP = 2  # blanks between two columns of the board
HEADS = {
    Language.EN: ("case", "its time", "stage", "waits for"),
    Language.ZH: ("案例", "本单时间", "阶段", "等待"),
}


class Audience(Protocol):
    """Who is told what happens."""

    def remembers(self, sample: Sample, case: Case) -> None:
        """How a case stood when an earlier run ended."""

    def hears(self, sample: Sample, story: Sequence[Happened]) -> None:
        """Events of a case."""

    def jumps(self, sample: Sample, now: datetime, to: datetime) -> None:
        """Time passes for a case."""

    def ended(self, sample: Sample) -> None:
        """The case has run to its end, aftercare included."""

    def command_line(self, sample: Sample, lines: Sequence[str]) -> None:
        """What people asked on the command line, and what it answered."""


def language() -> Language:
    """The language of people here, found as the command line finds it: Chinese in a Chinese locale, else English."""
    stated = (os.environ.get(name) for name in FROM_ENVIRONMENT)  # noqa: TID251 - the locale is no setting of ours
    name = next((value for value in stated if value), "")
    return Language.ZH if name.lower().startswith("zh") else Language.EN


def title(sample: Sample, lang: Language) -> str:
    """The sample's title for people."""
    return (sample.scene.title_zh if lang is Language.ZH else "") or sample.scene.title


class Lines:
    """One line a step, for logs and pipes."""

    def __init__(self, console: Console, lang: Language) -> None:
        self._console = console
        self._lang = lang

    def remembers(self, sample: Sample, case: Case) -> None:
        """How a case stood when an earlier run ended."""
        stage = _in(stage_in_words(stage_of(case)), self._lang)
        self._print(Text(f"{'':11}  {sample.name:{NAME_WIDTH}} ({stage})", style="dim"))

    def hears(self, sample: Sample, story: Sequence[Happened]) -> None:
        """Events of a case."""
        for happened in story:
            if not isinstance(happened.event, PASSED_OVER):
                self._print(self.line(sample, happened))

    def jumps(self, sample: Sample, now: datetime, to: datetime) -> None:
        """Time passes for a case."""
        if to - now >= WORTH_TELLING:
            span = in_words(timedelta(minutes=round((to - now) / timedelta(minutes=1))), self._lang)
            self._print(Text(f"{'':11}  {sample.name:{NAME_WIDTH}} {told('pass', self._lang, span=span)}", style="dim"))

    def ended(self, sample: Sample) -> None:
        """The case has run to its end: its closing was told already."""

    def command_line(self, sample: Sample, lines: Sequence[str]) -> None:
        """What people asked on the command line, and what it answered."""
        for line in lines:
            self._print(Text(f"{'':11}  {sample.name:{NAME_WIDTH}} {line}", style="cyan"))

    def line(self, sample: Sample, happened: Happened) -> Text:
        """An event with the hour at which it happened, in the shop's time zone and by the case's own clock."""
        at = _local(happened.at, happened.after)
        style = "green" if isinstance(happened.event, ev.CaseClosed) else "red" if _bad(happened.event) else ""
        return Text(f"{at}  {sample.name:{NAME_WIDTH}} {_told(happened, self._lang)}", style=style)

    def _print(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)


class Board(Lines):
    """All cases on one screen, with the latest lines below; `with Board(...)`."""

    def __init__(self, console: Console, lang: Language, samples: Sequence[Sample]) -> None:
        super().__init__(console, lang)
        self._samples = samples
        self._cases: dict[str, Case] = {}
        self._at: dict[str, datetime] = {}
        self._finished: set[str] = set()
        self._latest: list[Text] = []
        self._live = Live(console=console, refresh_per_second=4, get_renderable=self.picture, transient=True)

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def remembers(self, sample: Sample, case: Case) -> None:
        """How a case stood when an earlier run ended."""
        self._cases[sample.name], self._at[sample.name] = case, case.closed_at or case.opened_at

    def hears(self, sample: Sample, story: Sequence[Happened]) -> None:
        """Events of a case."""
        self._cases[sample.name], self._at[sample.name] = story[-1].after, story[-1].at
        super().hears(sample, story)

    def jumps(self, sample: Sample, now: datetime, to: datetime) -> None:
        """Time passes for a case: the board shows its clock."""
        self._at[sample.name] = to
        super().jumps(sample, now, to)

    def ended(self, sample: Sample) -> None:
        """The case has run to its end."""
        self._finished.add(sample.name)

    def command_line(self, sample: Sample, lines: Sequence[str]) -> None:
        """What people asked on the command line stays to be read, above the board."""
        for line in lines:
            self._live.console.print(Text(f"{sample.name:{NAME_WIDTH}} {line}", style="cyan"), soft_wrap=True)

    def _print(self, text: Text) -> None:
        self._latest = [*self._latest[-(LATEST - 1) :], text]

    def picture(self) -> Group:
        """What is on the screen now."""
        room = self._console.height - MARGIN
        count = min(LATEST, max(FEWEST, room - len(self._samples)))
        latest = self._latest[-count:]
        for text in latest:
            text.no_wrap, text.overflow = True, "ellipsis"
        return Group(self._table(room - count), Text(), *latest)

    def _table(self, most: int) -> Table:
        """The cases in their order; on a short screen those that have run to their end make room for the others."""
        shown = list(self._samples)
        if len(shown) > most:
            running = [sample for sample in shown if sample.name not in self._finished]
            shown = running[: most - 1]
        rows = [self._row(sample) for sample in shown]
        if left := len(self._samples) - len(shown):
            rows.append((Text(told("more", self._lang, count=left), style="dim"), Text(), Text(), Text()))
        heads = HEADS[self._lang]
        widths = [max(map(cell_len, (head, *map(str, cells)))) for head, *cells in zip(heads, *rows, strict=True)]
        widths[-1] = max(cell_len(heads[-1]), self._console.width - sum(widths[:-1]) - GAP * (len(heads) - 1))
        table = Table(box=None, pad_edge=False, padding=(0, GAP, 0, 0))
        for head, width in zip(heads, widths, strict=True):
            table.add_column(head, no_wrap=True, overflow="ellipsis", header_style="bold", width=width)
        for row in rows:
            table.add_row(*row)
        return table

    def _row(self, sample: Sample) -> tuple[Text, ...]:
        case = self._cases.get(sample.name)
        if case is None:
            return (Text(sample.name, style="dim"), Text(), Text(), Text())
        stage = _in(stage_in_words(stage_of(case)), self._lang)
        done = sample.name in self._finished
        what = "" if done else _in(waiting(case), self._lang)
        style = "green" if done else "red" if case.parked else ""
        return tuple(
            Text(cell, style=style) for cell in (sample.name, _local(self._at[sample.name], case), stage, what)
        )


def _told(happened: Happened, lang: Language) -> str:
    return _in(tell(happened.event, happened.before), lang)


def _in(sentence: object, lang: Language) -> str:
    return str(getattr(sentence, lang.value))


def _bad(event: ev.Event) -> bool:
    return isinstance(event, ev.StepParked | ev.AlarmRaised | ev.DeadlinePassed)


def _local(at: datetime, case: Case) -> str:
    return at.astimezone(ZoneInfo(case.terms.time_zone)).strftime("%m-%d %H:%M")
