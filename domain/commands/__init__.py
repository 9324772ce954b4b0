"""What a person asks a case to do: the commands, which `domain.permit` takes or refuses.

`by` is the person's name and `role` what that person may decide: it is resolved from the shop's configuration where the
command enters (decision 16). A command without one is an agent's.
"""

from domain.commands.contesting import Contesting, Judge, ReportConduct
from domain.commands.deciding import Agree, Deciding, Inspect, Refuse, Rule
from domain.commands.giving import Approve, Ask, Compensate, Decline, Giving, PayOut, Prepare
from domain.commands.handling import AlarmHandover, Assign, HandCase, Handling, NameCause, Tag, TakeNote
from domain.commands.noting import Attach, NoteCall, Noting
from domain.commands.sending import FaultyAgain, Reship, Shipping
from domain.commands.steering import Close, Correct, Divert, Hold, Release, Retry, Revise, Skip, Steering
from domain.commands.vocabulary import CORRECTABLE, MONEY_STEPS, NotPermitted

Command = Deciding | Steering | Noting | Giving | Handling | Shipping | Contesting

__all__ = [
    "CORRECTABLE",
    "MONEY_STEPS",
    "Agree",
    "AlarmHandover",
    "Approve",
    "Ask",
    "Assign",
    "Attach",
    "Close",
    "Command",
    "Compensate",
    "Contesting",
    "Correct",
    "Deciding",
    "Decline",
    "Divert",
    "FaultyAgain",
    "Giving",
    "HandCase",
    "Handling",
    "Hold",
    "Inspect",
    "Judge",
    "NameCause",
    "NotPermitted",
    "NoteCall",
    "Noting",
    "PayOut",
    "Prepare",
    "Refuse",
    "Release",
    "ReportConduct",
    "Reship",
    "Retry",
    "Revise",
    "Rule",
    "Shipping",
    "Skip",
    "Steering",
    "Tag",
    "TakeNote",
]
