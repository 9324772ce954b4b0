"""A worker of one release, as a program: `release.py old` or `release.py new`.

The new release has one change of workflow code, behind the patch `look-twice`: before the goods are waited for, a case
looks twice.
"""

import asyncio
import os
import sys

from temporalio import workflow

import worker
from workflows import patches
from workflows.casefile import CaseFile
from workflows.steps import goods

PATCH = "look-twice"
inspected = goods.inspected


async def looked_at_twice(file: CaseFile) -> None:
    """What the new release does where the old one goes straight on."""
    if workflow.patched(PATCH):
        await workflow.sleep(0.001, summary="look twice")
    await inspected(file)


if __name__ == "__main__":
    if sys.argv[1] == "new":
        patches.PATCHES[PATCH] = "a change of the tests"
        goods.inspected = looked_at_twice
    asyncio.run(worker.main())
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
