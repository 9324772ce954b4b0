"""The demo as a command of the command line; what it needs is imported when it runs, so that help stays quick."""

from typing import Annotated

from cyclopts import Parameter


def demo(
    *,
    once: Annotated[
        bool,
        Parameter(negative=(), show_default=False, help="End by itself, with 0 when every case ended as it should."),
    ] = False,
) -> int:
    """Run the whole service on this machine, with a shop's cases running through it; Ctrl-C ends it."""
    from demonstration.run import main

    return main(once=once)
