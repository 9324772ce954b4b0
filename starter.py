#!/usr/bin/env python3
"""The command line of the people who run after-sales cases, and of the engineers who run the service.

    python starter.py --help

Data goes to standard output, words about it to standard error; `--json` makes the data JSON, a line for each row.
"""

import contextlib
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from cyclopts import App, CycloptsError, Group

from commandline import (
    activities,
    approving,
    attributes,
    banning,
    calling,
    claiming,
    completing,
    contesting,
    deciding,
    disputing,
    doctoring,
    erasing,
    exporting,
    feedback,
    giving,
    handing,
    handling,
    incidents,
    invoicing,
    jumping,
    keying,
    lettering,
    listing,
    mending,
    papers,
    profiling,
    proving,
    quoting,
    recalling,
    redressing,
    reopening,
    repairing,
    replaying,
    reporting,
    resending,
    retrying,
    returning,
    reviewing,
    revising,
    scheduling,
    shelving,
    shipping,
    showing,
    solving,
    staffing,
    starting,
    stuck,
    supplying,
    upkeep,
)
from commandline.exits import MEANINGS, Exit
from commandline.faults import as_stop
from commandline.output import complain, emit, say
from demonstration import command

CODES = "Exit codes: " + "; ".join(f"{code.value} {words}" for code, words in MEANINGS.items()) + "."

CASES = Group("Cases", sort_key=1)
DECISIONS = Group("Decisions", sort_key=2)
REPAIR = Group("Repair", sort_key=3)
SET_UP = Group("Set-up", sort_key=4)

app = App(
    name="starter.py",
    help="After-sales cases: open them, find them, decide them, and mend what is stuck.",
    help_epilogue=CODES,
    version="0.1.0",
    help_format="plaintext",
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
register = App(name="register", help="The append-only register of what happened.", group=SET_UP)
app.command(register)
keys = App(name="keys", help="The keys that encrypt what goes to Temporal.", group=SET_UP)
app.command(keys)
terms = App(name="terms", help="The terms that bind cases.", group=REPAIR)
app.command(terms)
letters = App(name="letters", help="What buyers are written.", group=SET_UP)
app.command(letters)
buyer = App(name="buyer", help="How a buyer may be reached.", group=DECISIONS)
app.command(buyer)
profile = App(name="profile", help="What is known of a buyer, for tone, timing and offers.", group=CASES)
app.command(profile)
ban = App(name="ban", help="Buyers who misuse the shop: a manager's list. It takes nobody's rights.", group=DECISIONS)
app.command(ban)
review = App(name="review", help="Public reviews of orders: appealed or answered, never traded for.", group=DECISIONS)
app.command(review)
schedules = App(name="schedules", help="What happens by the clock beside the cases.", group=SET_UP)
app.command(schedules)
handover = App(name="handover", help="What one shift gives to the next.", group=CASES)
app.command(handover)
team = App(name="team", help="Who has how many cases in hand, and who is away.", group=CASES)
app.command(team)
incident = App(name="incident", help="What does not work outside of the cases, and who waits for it.", group=CASES)
app.command(incident)
activity = App(name="activity", help="What a case is trying right now.", group=REPAIR)
app.command(activity)


def _add(to: App, name: str, command: Callable[..., Any], example: str, group: Group | None = None) -> None:
    """Register a command with an example in its help."""
    to.command(command, name=name, group=group, help_epilogue=f"Example: `starter.py {example}`")


_add(app, "start", starting.start, "start requests.csv --dry-run", CASES)
_add(app, "list", listing.list_cases, "list --needs-human --due-before 2026-12-01", CASES)
_add(app, "show", showing.show, "show 9000000000000000001 --lang zh", CASES)
_add(app, "quote", quoting.quote, "quote example.json", CASES)
_add(app, "agree", deciding.agree, 'agree CASE --pay-back 25.20 --note "scratched" --by li', DECISIONS)
_add(app, "refuse", deciding.refuse, 'refuse CASE --reason "worn" --evidence photo-1', DECISIONS)
_add(app, "inspect", deciding.inspect, "inspect CASE --waybill ST1 --line L1=2A,1C --gift yes", DECISIONS)
_add(app, "rule", deciding.rule, 'rule CASE --for buyer --amount 25.20 --article "art. 53"', DECISIONS)
_add(app, "attach", proving.attach, "attach CASE E6 --ref packing-S-1.mp4 --file packing-S-1.mp4", DECISIONS)
_add(app, "evidence", proving.evidence, "evidence CASE --lose 40 --offer 25.20 --out package", DECISIONS)
_add(app, "mediate", disputing.mediate, 'mediate CASE --number M-7 --reason "talks stall" --by sun', DECISIONS)
_add(app, "suspend", disputing.suspend, 'suspend CASE both --reason "waiting for the laboratory" --by sun', DECISIONS)
_add(app, "resume", disputing.resume, 'resume CASE --reason "the report is here" --by sun', DECISIONS)
_add(
    app,
    "settle",
    disputing.settle,
    'settle CASE --amount 25.20 --freight seller --terms "退25.20元，商品留下" --by mo',
    DECISIONS,
)
_add(app, "settled", disputing.settled, 'settled CASE done --reason "withdrawn today"', DECISIONS)
_add(app, "diagnose", repairing.diagnose, 'diagnose CASE --steps "descale it" --by li', DECISIONS)
_add(app, "examine", repairing.examine, 'examine CASE --found no_defect --note "heats" --report E19-1', DECISIONS)
_add(app, "choose", repairing.choose, 'choose CASE --remedy repair --note "by phone" --by li', DECISIONS)
_add(app, "repair", repairing.repair, 'repair CASE --state quoted --amount 99.00 --cause "worn coil"', DECISIONS)
_add(app, "judge", contesting.judge, 'judge CASE papers_valid --reason "授权书齐全" --by li', DECISIONS)
_add(
    app,
    "report-conduct",
    contesting.report_conduct,
    "report-conduct CASE --to platform --number 7781 --by li",
    DECISIONS,
)
_add(app, "note-signal", contesting.note_signal, "note-signal CASE serial --note photo-3 --by ann", DECISIONS)
_add(
    app,
    "review-conduct",
    contesting.review_conduct,
    'review-conduct CASE normal --reason "photos are genuine" --by sun',
    DECISIONS,
)
_add(app, "enter-abuse", contesting.enter_abuse, "enter-abuse CASE --finding AB-77 --by sun", DECISIONS)
_add(review, "add", reviewing.add, 'review add CASE --number R-9 --stars 1 --text "差评" --by ann')
_add(review, "list", reviewing.listed, "review list --needs-human")
_add(review, "appeal", reviewing.appeal, "review appeal REVIEW --out appeal --number AP-1 --by sun")
_add(review, "decided", reviewing.decided, "review decided REVIEW --removed --by ann")
_add(review, "answer", reviewing.answer, 'review answer REVIEW --text "商品已检测，报告显示正常" --by ann')
_add(ban, "add", banning.add, 'ban add CASE --reason "swapped goods twice" --by mo')
_add(ban, "list", banning.list_all, "ban list --shop lantern")
_add(ban, "appeal", banning.appeal, 'ban appeal CASE --words "it was my brother"')
_add(ban, "lift", banning.lift, 'ban lift CASE --reason "a mistake" --by mo')
_add(ban, "uphold", banning.uphold, 'ban uphold CASE --reason "seen on video" --by li')
_add(
    app, "offer", giving.offer, 'offer CASE --step cash --value 20.00 --floor 10.00 --reason "late" --by li', DECISIONS
)
_add(app, "payout", giving.payout, "payout CASE --by zhou", DECISIONS)
_add(app, "payouts", giving.payouts, "payouts --overdue", DECISIONS)
_add(app, "remedy", redressing.remedy, 'remedy CASE keep --pay-back 30 --note "by phone" --by li', DECISIONS)
_add(app, "supply", supplying.supply, "supply CASE --date 2026-12-04T18:00+08:00 --by li", DECISIONS)
_add(app, "supply-choice", supplying.supply_choice, 'supply-choice CASE wait --note "by phone" --by li', DECISIONS)
_add(app, "reship", resending.reship, 'reship CASE --note "the buyer wants the mug" --by li', DECISIONS)
_add(app, "faulty-again", resending.faulty_again, 'faulty-again CASE --reason "the new one leaks too"', DECISIONS)
_add(app, "approvals", approving.approvals, "approvals --shop lantern", DECISIONS)
_add(app, "approve", approving.approve, 'approve CASE --amount 250.00 --note "seen" --by mo', DECISIONS)
_add(app, "decline", approving.decline, 'decline CASE --reason "without photos" --by mo', DECISIONS)
_add(app, "claims", claiming.claims, "claims --overdue", CASES)
_add(app, "claim", claiming.claim, "claim CLAIM --paper E14=invoice-7 --by li", DECISIONS)
_add(app, "invoices", invoicing.invoices, "invoices --needs-human", CASES)
_add(app, "invoice", invoicing.invoice, "invoice CORRECTION --lost-paper --by zhou", DECISIONS)
_add(app, "slip", papers.slip, "slip CASE --html slip.html --lang zh", CASES)
_add(app, "returns", returning.returns, "returns --from 2026-11-01 --out returns.csv --lang zh", CASES)
_add(app, "shelf", shelving.shelf, "shelf --overdue", CASES)
_add(app, "may-ship", shipping.may_ship, "may-ship 9000000000000000001 --line 1 --json", CASES)
_add(
    app,
    "ask-consent",
    shipping.ask_consent,
    'ask-consent CASE --ship-by 2026-12-01T18:00 --note "back on the shelf"',
    DECISIONS,
)
_add(app, "consent", shipping.consent, "consent CASE --line 1 --evidence chat-77 --by li", DECISIONS)
_add(app, "stuck", stuck.stuck, "stuck --class S3", REPAIR)
_add(app, "reopen", reopening.reopen, 'reopen CASE --reason "the server was lost"', REPAIR)
_add(app, "retry", retrying.retry, 'retry --all --stuck NEEDS_FUNDS --reason "account topped up"', REPAIR)
_add(app, "correct", mending.correct, 'correct CASE waybill ST2 --reason "typing error"', REPAIR)
_add(app, "skip", mending.skip, 'skip CASE tell_N7-1 --reason "told by phone"', REPAIR)
_add(app, "divert", mending.divert, 'divert CASE dispute --reason "contested"', REPAIR)
_add(app, "hold", mending.hold, 'hold CASE --reason "fraud check"', REPAIR)
_add(app, "release", mending.release, "release CASE", REPAIR)
_add(app, "close", mending.close, 'close CASE --reason "opened by mistake"', REPAIR)
_add(app, "jump", jumping.jump, "jump CASE 7d", REPAIR)
_add(app, "doctor", doctoring.doctor, "doctor", SET_UP)
_add(app, "migrate", upkeep.migrate, "migrate --dry-run", SET_UP)
_add(app, "attributes", attributes.attributes, "attributes --dry-run", SET_UP)
_add(app, "replay", replaying.replay, "replay --from-server", SET_UP)
_add(app, "demo", command.demo, "demo --once", SET_UP)
_add(activity, "reset", activities.reset, "activity reset CASE --step refund")
_add(activity, "unpause", activities.unpause, "activity unpause CASE")
_add(app, "call", calling.call, 'call CASE --outcome reached --note "wants a refund"', DECISIONS)
_add(buyer, "opt-out", calling.opt_out, "buyer opt-out CASE")
_add(buyer, "export", erasing.export, "buyer export CASE --by mo")
_add(buyer, "erase", erasing.erase, "buyer erase CASE --yes --by mo")
_add(buyer, "purge", erasing.purge, "buyer purge --shop lantern --dry-run --by mo")
_add(profile, "show", profiling.view, "profile show CASE --lang zh")
_add(profile, "set", profiling.put, "profile set CASE --tone warm --channel mail --by ann")
_add(profile, "consent", profiling.consent, "profile consent CASE --ref form-7 --by ann")
_add(profile, "offers", profiling.reachable, "profile offers --shop lantern --easy-going")
_add(profile, "offered", profiling.offered, "profile offered CASE --offer spring-1 --by ann")
_add(letters, "preview", lettering.preview, "letters preview N7-1")
_add(terms, "revise", revising.revise, 'terms revise --shop lantern --reason "rules of December" --dry-run')
_add(register, "verify", upkeep.verify, "register verify CASE")
_add(register, "rebuild", upkeep.rebuild, "register rebuild")
_add(register, "catch-up", recalling.catch_up, "register catch-up --dry-run")
_add(keys, "new", keying.new, "keys new --file /etc/amends/keys.toml")
_add(keys, "add", keying.add, "keys add")
_add(keys, "use", keying.use, "keys use 2026-11-25")
_add(keys, "status", keying.status, "keys status --json")
_add(app, "tag", handling.tag, "tag CASE --add batch:7 --remove late", CASES)
_add(app, "cause", handling.cause, 'cause CASE packing --note "no padding" --by li', CASES)
_add(app, "causes", handling.causes, "causes --lang zh", CASES)
_add(app, "note", handling.note, 'note CASE "asked the carrier" --next "call the depot" --due 2026-12-01T18:00', CASES)
_add(app, "assign", handling.assign, "assign CASE --to ann", CASES)
_add(
    app,
    "delay",
    handling.delay,
    'delay CASE --reason "the new part comes on Friday" --until 2026-12-04T18:00',
    DECISIONS,
)
_add(handover, "list", handing.listed, "handover list --missing --lang zh")
_add(handover, "check", handing.check, "handover check --owner ann")
_add(handover, "give", handing.give, 'handover give CASE --to li --note "the depot answers by noon"')
_add(team, "list", handing.people, "team list")
_add(team, "absent", handing.absent, "team absent ann --from 2026-12-01T09:00 --until 2026-12-03T18:00")
_add(incident, "open", incidents.begin, 'incident open --what courier --name yto --note "depot flooded" --shop lantern')
_add(incident, "close", incidents.close, 'incident close 7 --outcome "the depot works again"')
_add(incident, "list", incidents.listed, "incident list --lang zh")
_add(app, "export", exporting.export, "export --from 2026-11-01 --out november.xlsx --time-zone Asia/Shanghai", CASES)
_add(app, "report", reporting.report, "report --from 2026-11-01 --to 2026-11-30 --json", CASES)
_add(app, "solutions", solving.solutions, "solutions MUG --lang zh", CASES)
_add(app, "staffing", staffing.staffing, "staffing --shop lantern --day 2026-12-12 --factor 4", CASES)
_add(app, "feedback", feedback.feedback, "feedback --shop lantern --waiting", CASES)
_add(schedules, "apply", scheduling.apply_all, "schedules apply")
_add(schedules, "list", scheduling.list_all, "schedules list --lang zh")
_add(app, "completion", completing.command_for(app), "completion --shell bash", SET_UP)


FAMILIES = (register, keys, schedules, activity, terms, letters, buyer, profile, handover, team, ban, review, incident)
GROUPS = {of.name[0]: of for of in FAMILIES}
NAMES = frozenset(name for of in (app, *GROUPS.values()) for name in of)  # of all commands


async def run(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for, inside a running loop; the exit code."""
    try:
        return _code(await app.run_async(list(arguments), exit_on_error=False))
    except Exception as error:  # noqa: BLE001 - told, or raised again
        return _ended_by(error, arguments)


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments ask for; the exit code. An error that nobody expected is told whole."""
    try:
        return _code(app(list(arguments), exit_on_error=False))
    except KeyboardInterrupt:
        say("Interrupted.")
        return Exit.INTERRUPTED
    except BrokenPipeError:  # whoever reads us has read enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as error:  # noqa: BLE001 - the last place that can say what to do
        try:
            return _ended_by(error, arguments)
        except Exception:  # noqa: BLE001 - as above
            traceback.print_exc()
            say("This is a fault of the program. What to do: report it with the lines above.")
            return Exit.ERROR


def _code(result: object) -> int:
    """What a command returned, as an exit code; help and version return nothing."""
    return int(result) if isinstance(result, int) else Exit.OK


def _ended_by(error: Exception, arguments: Sequence[str]) -> int:
    """The exit code that an error means, once it was told; an error that nobody expects goes on."""
    if isinstance(error, CycloptsError):
        return _ended_by_usage(error, arguments)
    stop = as_stop(error)
    if stop is None:
        raise error
    complain(stop, as_json="--json" in arguments)
    return stop.exit


def _ended_by_usage(error: CycloptsError, arguments: Sequence[str]) -> int:
    """A wrong command line was told by cyclopts; here what to do about it, and the same as JSON."""
    command = " ".join(arguments[: 2 if arguments and arguments[0] in GROUPS else 1])
    known = all(word in NAMES and not word.startswith("-") for word in command.split())
    advice = f"`starter.py {f'{command} ' if command and known else ''}--help` shows what can be given"
    say(f"What to do: {advice}")
    if "--json" in arguments:
        emit({"error": {"code": "BAD_COMMAND_LINE", "message": " ".join(str(error).split()), "advice": advice}})
    return Exit.USAGE


if __name__ == "__main__":
    code = main(sys.argv[1:])
    with contextlib.suppress(BrokenPipeError):  # the reader has gone: `starter.py list | head`
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # a process that used the Temporal client can crash in interpreter shutdown (sdk-python#300)
