"""Our worker as the bench starts it: `worker.py` itself, with the bell on its client, and on request a variant of it.

python -m bench.ours [--register-off] [--unsandboxed]
"""

import asyncio
import dataclasses
import sys
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import DataConverter
from temporalio.worker import UnsandboxedWorkflowRunner

import worker
from bench.ringing import Ringing
from codec.converter import data_converter


def hang_bell(*, keeps_register: bool) -> None:
    """Every client that this program opens carries the bell."""
    connect = Client.connect

    async def connected(*where: Any, **how: Any) -> Client:
        given = [*how.pop("interceptors", ()), Ringing(keeps_register=keeps_register)]
        return await connect(*where, interceptors=given, **how)

    Client.connect = connected  # type: ignore[method-assign]


def replace(name: str, other: object) -> None:
    """Let worker.py find something else under this name. Raises RuntimeError where it has nothing of that name."""
    if name not in vars(worker):
        raise RuntimeError(f"worker.py has no {name} any more: this variant would measure nothing, mend bench/ours.py")
    vars(worker)[name] = other


def sdks_own_converter(keys_file: Path | None, namespace: str) -> DataConverter:
    """As ours, with readers of types that are made anew for every case."""
    return dataclasses.replace(data_converter(keys_file, namespace), payload_converter_class=PydanticPayloadConverter)


def main() -> None:
    """The worker, until the bench ends it."""
    hang_bell(keeps_register="--register-off" not in sys.argv)
    if "--unsandboxed" in sys.argv:
        replace("sparing", lambda *_: UnsandboxedWorkflowRunner())
    if "--sdk-as-it-comes" in sys.argv:
        replace("sparing", lambda runner, _: runner)
        replace("data_converter", sdks_own_converter)
    asyncio.run(worker.main())


if __name__ == "__main__":
    main()
