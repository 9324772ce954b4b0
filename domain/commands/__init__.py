"""What a person asks a case to do: the commands, which `domain.permit` takes or refuses.

`by` is the person's name and `role` what that person may decide: it is resolved from the shop's configuration where the
command enters (decision 16). A command without one is an agent's.
"""

from domain.commands.consenting import AskConsent, Consent, Consenting, WithdrawConsent
from domain.commands.contesting import Contesting, EnterAbuse, Judge, NoteSignal, ReportConduct, ReviewConduct
from domain.commands.deciding import Agree, Deciding, Inspect, Refuse, Rule
from domain.commands.disputing import AskMediation, Disputing, ReportSettlement, Resume, Settle, Suspend
from domain.commands.giving import Approve, Ask, Compensate, Decline, Giving, PayOut, Prepare
from domain.commands.handling import AlarmHandover, Assign, HandCase, Handling, NameCause, Tag, TakeNote, TellProgress
from domain.commands.mending import Choose, Diagnose, Examine, Mending, OrderExamination, ReportRepair
from domain.commands.noting import Attach, NoteCall, Noting
from domain.commands.redressing import Redress, Redressing
from domain.commands.sending import FaultyAgain, Reship, Shipping
from domain.commands.steering import Close, Correct, Divert, Hold, Release, Retry, Revise, Skip, Steering
from domain.commands.supplying import ChooseSupply, NameSupply, Supplying
from domain.commands.vocabulary import CORRECTABLE, MONEY_STEPS, NotPermitted

Command = (
    Deciding
    | Steering
    | Noting
    | Giving
    | Handling
    | Shipping
    | Contesting
    | Disputing
    | Mending
    | Redressing
    | Consenting
    | Supplying
)

__all__ = [
    "CORRECTABLE",
    "MONEY_STEPS",
    "Agree",
    "AlarmHandover",
    "Approve",
    "Ask",
    "AskConsent",
    "AskMediation",
    "Assign",
    "Attach",
    "Choose",
    "ChooseSupply",
    "Close",
    "Command",
    "Compensate",
    "Consent",
    "Consenting",
    "Contesting",
    "Correct",
    "Deciding",
    "Decline",
    "Diagnose",
    "Disputing",
    "Divert",
    "EnterAbuse",
    "Examine",
    "FaultyAgain",
    "Giving",
    "HandCase",
    "Handling",
    "Hold",
    "Inspect",
    "Judge",
    "Mending",
    "NameCause",
    "NameSupply",
    "NotPermitted",
    "NoteCall",
    "NoteSignal",
    "Noting",
    "OrderExamination",
    "PayOut",
    "Prepare",
    "Redress",
    "Redressing",
    "Refuse",
    "Release",
    "ReportConduct",
    "ReportRepair",
    "ReportSettlement",
    "Reship",
    "Resume",
    "Retry",
    "ReviewConduct",
    "Revise",
    "Rule",
    "Settle",
    "Shipping",
    "Skip",
    "Steering",
    "Supplying",
    "Suspend",
    "Tag",
    "TakeNote",
    "TellProgress",
    "WithdrawConsent",
]
