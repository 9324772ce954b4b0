"""Logs are one line an event, tell the case, hold nothing personal, and keep quiet on replay."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from temporalio import workflow
from temporalio.client import WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer, Worker

import logs
from engine.temporal import TIME_SKIPPING, temporal_program
from tests.engine.chatty import Changed, Chatty, pack
from tests.engine.crash import comes_true


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where the log goes; the process is set up as it was before, afterwards."""
    root, text = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    logs.configure(to=text)
    yield text
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    """The lines so far."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def line(out: io.StringIO) -> dict[str, Any]:
    """The only line."""
    [only] = lines(out)
    return only


log = structlog.get_logger("amends.test")


def test_a_line_says_what_happened_where_and_when(out: io.StringIO) -> None:
    """The event, its keys, level, logger and an aware time."""
    log.info("refund sent", case_id="case-lantern-json-1", amount=9900, currency="CNY")
    said = line(out)
    assert said.pop("timestamp").endswith("Z")
    assert said == {
        "event": "refund sent",
        "case_id": "case-lantern-json-1",
        "amount": 9900,
        "currency": "CNY",
        "level": "info",
        "logger": "amends.test",
    }


def test_an_unknown_key_is_dropped_and_named(out: io.StringIO) -> None:
    """A key that nobody allowed shows as a name without its value."""
    log.info("parcel arrived", buyer_name="Li Lei", address_line="Long Street 1")
    assert line(out)["dropped"] == ["address_line", "buyer_name"]
    assert "Li Lei" not in out.getvalue()
    assert "Long Street" not in out.getvalue()


@pytest.mark.parametrize(
    "personal", ["li.lei+shop@mail.example.com", "13812345678", "+49 170 1234567", "+8613812345678"]
)
def test_e_mail_and_phone_are_masked_wherever_they_hide(out: io.StringIO, personal: str) -> None:
    """A library's message, an exception's text and an allowed key pass the same mask."""
    logging.getLogger("library").warning("no mailbox %s here", personal)
    log.warning("message refused", state=f"to {personal}")
    log.error("message failed", exc_info=ValueError(f"550 {personal} unknown"))
    assert len(lines(out)) == 3
    assert personal not in out.getvalue()


def test_outside_ids_are_not_taken_for_phones(out: io.StringIO) -> None:
    """A platform's 18 digits stay whole: people search for them."""
    log.info("case opened", external_id="413812345678001234", order_id="2013812345678")
    assert (line(out)["external_id"], line(out)["order_id"]) == ("413812345678001234", "2013812345678")


def test_an_error_is_one_line_with_its_cause_and_place(out: io.StringIO) -> None:
    """What a database adds below the first line holds values, and is left out."""

    def refuse() -> None:
        raise ValueError("order refused\nDETAIL: Key (phone)=(secret) exists") from KeyError("lines")

    try:
        refuse()
    except ValueError:
        log.exception("step failed", step="refund")
    said = line(out)
    assert said["error"] == "ValueError: order refused <- KeyError: 'lines'"
    assert said["error_at"].startswith("test_logs.py:")
    assert "secret" not in out.getvalue()


def test_the_standard_library_s_loggers_pass_the_same_way(out: io.StringIO) -> None:
    """A library's line has the same form, and its extras are not written."""
    logging.getLogger("asyncpg").warning("pool is %s", "full", extra={"password": "hidden"})
    assert line(out)["event"] == "pool is full"
    assert line(out)["logger"] == "asyncpg"
    assert "hidden" not in out.getvalue()


def test_pretty_is_for_the_eye(capsys: pytest.CaptureFixture[str], out: io.StringIO) -> None:
    """The other form has the same content, on standard error, since standard output is the command's."""
    logs.configure(pretty=True)
    log.info("case opened", case_id="case-1", buyer="Li")
    captured = capsys.readouterr()
    assert captured.out == out.getvalue() == ""
    assert "case opened" in captured.err
    assert "Li" not in captured.err


@pytest.fixture
async def chatted(out: io.StringIO) -> WorkflowHistory:
    """The history of a finished case that spoke; its lines are in `out`."""
    environment = await WorkflowEnvironment.start_time_skipping_v2(  # its default skips every wait
        dev_server_existing_path=str(temporal_program().path),
        dev_server_extra_args=["--dynamic-config-value", TIME_SKIPPING],
        runtime=logs.runtime(),
    )
    async with (
        environment,
        Worker(environment.client, task_queue="logs", workflows=[Chatty], activities=[pack]),
    ):
        handle = await environment.client.start_workflow(Chatty.run, id="case-lantern-json-7", task_queue="logs")
        await handle.result()
        return await handle.fetch_history()


async def test_lines_of_a_case_name_it_and_are_not_repeated_on_replay(
    out: io.StringIO, chatted: WorkflowHistory
) -> None:
    """Workflow and activity lines carry the case id by themselves; a replay of the same history says nothing."""
    ours = [said for said in lines(out) if said["logger"] in ("amends.test", "temporalio.workflow")]
    assert [said["event"].partition(" ")[0] for said in ours] == ["opened", "packed", "closed"]
    assert {said["case_id"] for said in ours} == {"case-lantern-json-7"}

    spoken = len(lines(out))
    await Replayer(workflows=[Chatty], runtime=logs.runtime()).replay_workflow(chatted)
    assert lines(out)[spoken:] == []


async def test_temporal_s_core_speaks_through_us_and_not_on_standard_output(
    out: io.StringIO, chatted: WorkflowHistory, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its warning about a history that does not fit becomes a line of ours; standard output stays clean."""
    with pytest.raises(workflow.NondeterminismError):
        await Replayer(workflows=[Changed], runtime=logs.runtime()).replay_workflow(chatted)
    assert comes_true(lambda: "temporalio.core" in {said["logger"] for said in lines(out)})
    assert "ondeterminis" not in capfd.readouterr().out
