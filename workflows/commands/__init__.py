"""What people ask a case to do, as updates: the validator permits, the handler records, and never the other way round.

A refusal is an ApplicationError whose type is the code of the reason. The answer is where the case stands afterwards.
"""

from workflows.commands.consenting import ConsentingCommands
from workflows.commands.contesting import ContestingCommands
from workflows.commands.deciding import DecidingCommands
from workflows.commands.disputing import DisputingCommands
from workflows.commands.giving import GivingCommands
from workflows.commands.handling import HandlingCommands
from workflows.commands.mending import MendingCommands
from workflows.commands.noting import NotingCommands
from workflows.commands.redressing import RedressingCommands
from workflows.commands.sending import SendingCommands
from workflows.commands.steering import SteeringCommands
from workflows.commands.supplying import SupplyingCommands
from workflows.commands.taking import Answer


class Commands(
    DecidingCommands,
    SteeringCommands,
    NotingCommands,
    GivingCommands,
    HandlingCommands,
    SendingCommands,
    ContestingCommands,
    DisputingCommands,
    MendingCommands,
    RedressingCommands,
    ConsentingCommands,
    SupplyingCommands,
):
    """Every update of a case."""


__all__ = ["Answer", "Commands"]
