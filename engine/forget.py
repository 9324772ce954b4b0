"""Forgets the data of this clone: `python -m engine.forget`, which is `make clean`."""

import shutil
import sys
from pathlib import Path

from engine.errors import EngineError
from engine.leftover import Claim, stop_leftover
from settings import SettingsError, load

OURS = {"postgres", "temporal", "logs", "run", "sandbox", "blobs", "bulk", "shops.toml", "keys.toml"}


def forget(home: Path) -> None:
    """Stop servers that a killed run left behind, and remove `home`, with the data of Postgres where it is linked to.

    Raises EngineError when the servers are in use, or when the folder holds what is not ours.
    """
    if not home.exists():
        return
    strangers = {entry.name for entry in home.iterdir()} - OURS
    if strangers and home.name != ".amends":
        raise EngineError(
            f"{home} holds more than our data ({', '.join(sorted(strangers)[:5])}), so nothing was removed. "
            f"Remove by hand what you do not need of: {', '.join(sorted(OURS))}."
        )
    claims = [Claim(home / "run" / server).take() for server in ("postgres", "temporal")]
    for note in (home / "run").glob("*.pid"):
        stop_leftover(note)
    if (home / "postgres").is_symlink() and (home / "postgres").exists():
        shutil.rmtree((home / "postgres").resolve())
    shutil.rmtree(home)
    for claim in claims:
        claim.release()


if __name__ == "__main__":
    try:
        forget(load().home.absolute())
    except (EngineError, SettingsError) as refused:
        sys.exit(str(refused))
