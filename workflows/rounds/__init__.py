"""What happens by the clock beside the cases: workflows that schedules start, once a day for each shop."""

from typing import Any

from domain.rounds import Round
from workflows.rounds.figures import DailyFigures
from workflows.rounds.handover import HandoverCheck
from workflows.rounds.progress import DailyProgress
from workflows.rounds.purge import DailyPurge
from workflows.rounds.quality import QualityLoop
from workflows.rounds.sweep import NightlySweep

ROUNDS: dict[Round, type[Any]] = {
    Round.SWEEP: NightlySweep,
    Round.FIGURES: DailyFigures,
    Round.QUALITY: QualityLoop,
    Round.HANDOVER: HandoverCheck,
    Round.PROGRESS: DailyProgress,
    Round.PURGE: DailyPurge,
}
