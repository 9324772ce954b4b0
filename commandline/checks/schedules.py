"""The schedules of the shops' rounds: a sweep that nobody starts is missed by nobody until buyers complain."""

from commandline.checks.finding import Finding, skipped, well, wrong
from commandline.connections import temporal
from settings import Settings

APPLY = "`starter.py schedules apply`"


async def check(settings: Settings) -> list[Finding]:
    """Whether each shop has its schedules, as its terms say."""
    from codec.keys import KeysError
    from commandline import schedules
    from gateways.shops import ShopsError
    from intake.policies import BadPolicy

    try:
        wanted = schedules.wanted(settings)
    except (ShopsError, BadPolicy):
        return [skipped("schedules", "the shops file is wrong")]  # which is a finding of its own
    try:
        client = await temporal()
    except KeysError:
        return [skipped("schedules", "the keys file is wrong")]
    found = [await schedules.standing(client, each, settings.task_queue) for each in wanted]
    by_state = {state: [each.rota.name for each in found if each.state is state] for state in schedules.State}
    findings = []
    if missing := by_state[schedules.State.MISSING]:
        findings.append(wrong("schedules", f"not there: {', '.join(missing)}", APPLY))
    if different := by_state[schedules.State.DIFFERENT]:
        findings.append(wrong("schedules", f"not as the shops' terms say: {', '.join(different)}", APPLY))
    if paused := by_state[schedules.State.PAUSED]:
        findings.append(well("schedules", f"paused by a person: {', '.join(paused)}"))
    return findings or [well("schedules", f"{len(found)} are there, as the shops' terms say")]
