"""What stories of the dispatcher begin with: a case that runs, and one that has ended."""

from datetime import UTC, datetime

from domain.events import CaseClosed, CaseOpened, Resolution
from domain.register.row import row_of
from store import register
from store.codec import entry, fold
from tests.intake.conftest import Intake
from tests.intake.intake_forms import requested


async def opened(intake: Intake, request_id: str = "R-1") -> str:
    """A case whose workflow runs."""
    answer = await intake.send(requested(request_id))
    await intake.settle()
    return str(answer.json()["case_id"])


async def closed(intake: Intake) -> None:
    """A case that has ended, in Temporal and in the register."""
    await opened(intake)
    case = intake.case(intake.id())
    event = await case.query("opened", result_type=CaseOpened)
    at = datetime.now(UTC)
    ending = CaseClosed(resolution=Resolution.REFUNDED)
    entries = [entry(event, seq=1, at=at), entry(ending, seq=2, at=at)]
    await register.append(intake.pool, intake.id(), entries, row_of(fold(entries), at))
    await case.signal("end")
    await case.result()
