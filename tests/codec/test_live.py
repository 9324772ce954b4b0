"""On the real server: what a history holds is encrypted, failures too, and keys may change while a case is open."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from typing import Any
from uuid import uuid4

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.exceptions import ActivityError, ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

from codec.converter import converter_with
from codec.encryption import CannotDecrypt
from codec.keys import Keys
from tests.codec.key_rings import keys
from tests.codec.parcel_case import FAULT, SECRET, ParcelCase, deliver

QUEUE = f"parcels-{uuid4()}"


def client_with(environment: WorkflowEnvironment, ring: Keys | None) -> Client:
    """A client of the same server with these keys."""
    plain = environment.client
    converter = converter_with(ring, plain.namespace)
    return Client(plain.service_client, namespace=plain.namespace, data_converter=converter)


@asynccontextmanager
async def worker(client: Client) -> AsyncIterator[None]:
    """A worker with the client's keys."""
    async with Worker(client, task_queue=QUEUE, workflows=[ParcelCase], activities=[deliver], max_cached_workflows=0):
        yield


async def opened(client: Client) -> WorkflowHandle[Any, str]:
    """A case whose input, memo and summary say what nobody else should read."""
    return await client.start_workflow(
        ParcelCase.run,
        f"order of {SECRET}",
        id=f"parcel-{uuid4()}",
        task_queue=QUEUE,
        memo={"title": SECRET},
        static_summary=f"waits for {SECRET}",
        static_details=f"### {SECRET}",
    )


def on(client: Client, case: WorkflowHandle[Any, str]) -> WorkflowHandle[Any, Any]:
    """The same case, seen with another client's keys."""
    return client.get_workflow_handle(case.id)


async def test_nothing_of_a_case_is_readable_in_its_history(temporal: WorkflowEnvironment) -> None:
    """Input, memo, summaries, update, timer, activity, failure message, details and stack trace: not a word in clear.

    With the keys all of it is there, failures as they were raised.
    """
    client = client_with(temporal, keys("k1"))
    async with worker(client):
        case = await opened(client)
        assert await case.execute_update(ParcelCase.posted, SECRET) == f"noted {SECRET}"
        with pytest.raises(WorkflowFailureError) as failed:
            await case.result()
    history = await case.fetch_history()
    described = (await on(temporal.client, case).describe()).raw_description
    raw = b"".join(event.SerializeToString() for event in history.events) + described.SerializeToString()
    for word in (SECRET, FAULT, "Lin Qiuyue", "not delivered", "parcel_case.py"):
        assert word.encode() not in raw, word
    assert raw.count(b"Encoded failure") == 4  # the activity's; the workflow's with its two causes

    lost = failed.value.cause
    assert isinstance(lost, ApplicationError)
    assert isinstance(lost.__cause__, ActivityError)
    cause = lost.__cause__.cause
    assert isinstance(cause, ApplicationError)
    assert lost.message == f"not delivered: REFUSED: {SECRET}: {FAULT}"
    assert (cause.type, cause.details) == ("REFUSED", ({"buyer": "Lin Qiuyue"},))


async def test_keys_change_while_a_case_is_open(temporal: WorkflowEnvironment) -> None:
    """Opened under one key, ended under the next: every worker with both reads all of it, and the history replays."""
    before, after = client_with(temporal, keys("k1")), client_with(temporal, keys("k2", "k1"))
    async with worker(before):
        case = await opened(before)
        await case.execute_update(ParcelCase.posted, SECRET)
        with pytest.raises(WorkflowFailureError):
            await case.result()
        open_one = await opened(before)
        await open_one.query("__stack_trace")
    async with worker(after):
        assert await on(after, open_one).execute_update(ParcelCase.posted, SECRET) == f"noted {SECRET}"
        with pytest.raises(WorkflowFailureError, match="Workflow execution failed"):
            await on(after, open_one).result()
    history = await on(after, open_one).fetch_history()
    raw = b"".join(event.SerializeToString() for event in history.events)
    assert {key for key in (b"k1", b"k2") if b"\n\x03key\x12\x02" + key in raw} == {b"k1", b"k2"}
    replayer = Replayer(workflows=[ParcelCase], data_converter=after.data_converter)
    await replayer.replay_workflow(history)


async def test_a_plain_case_goes_on_once_there_are_keys(temporal: WorkflowEnvironment) -> None:
    """Keys may be introduced while cases are open."""
    plain, after = client_with(temporal, None), client_with(temporal, keys("k1"))
    async with worker(plain):
        case = await opened(plain)
        await case.query("__stack_trace")
    async with worker(after):
        assert await on(after, case).execute_update(ParcelCase.posted, SECRET) == f"noted {SECRET}"
        with pytest.raises(WorkflowFailureError):
            await on(after, case).result()
    await Replayer(workflows=[ParcelCase], data_converter=after.data_converter).replay_workflow(
        await on(after, case).fetch_history()
    )


async def test_a_worker_that_lacks_the_key_stops_at_the_case_and_another_goes_on(temporal: WorkflowEnvironment) -> None:
    """The case is not lost and not failed: its task is tried again until somebody has the key."""
    with_key, without = client_with(temporal, keys("k1")), client_with(temporal, keys("k2"))
    case = await opened(with_key)
    async with worker(without):
        async with asyncio.timeout(30):
            for _ in count():
                if await failed_tasks(case):
                    break
                await asyncio.sleep(0.1)
        with pytest.raises(CannotDecrypt, match="key 'k1'"):
            await without.data_converter.decode([await first_input(case)])
    async with worker(with_key):
        assert await case.execute_update(ParcelCase.posted, SECRET) == f"noted {SECRET}"
        with pytest.raises(WorkflowFailureError):
            await case.result()


async def failed_tasks(case: WorkflowHandle[Any, str]) -> int:
    """How often a worker could not take up the case."""
    pending = (await case.describe()).raw_description.pending_workflow_task
    return max(0, pending.attempt - 1)


async def first_input(case: WorkflowHandle[Any, str]) -> Payload:
    """What the case was opened with, as Temporal keeps it."""
    history = await case.fetch_history()
    return history.events[0].workflow_execution_started_event_attributes.input.payloads[0]
