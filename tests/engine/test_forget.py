"""`make clean` forgets this clone's data, and nothing else."""

from pathlib import Path

import pytest

from engine.errors import EngineError
from engine.forget import forget
from engine.leftover import Claim
from engine.ports import free_port
from engine.postgres import Postgres


def test_everything_of_this_clone_is_forgotten(home: Path) -> None:
    """Afterwards the folder is gone, wherever the data of Postgres lies."""
    elsewhere = home.parent / "lib/amends/postgres-1"
    elsewhere.mkdir(parents=True)
    home.mkdir()
    (home / "postgres").symlink_to(elsewhere)
    (home / "sandbox").mkdir()
    forget(home)
    assert (home.exists(), elsewhere.exists()) == (False, False)


def test_a_new_start_after_forgetting_finds_nothing(home: Path) -> None:
    """The cluster is made anew."""
    postgres = Postgres(home, port=free_port())
    postgres.start().stop()
    forget(home)
    with postgres:
        assert postgres.running


def test_nothing_is_forgotten_while_it_is_in_use(home: Path) -> None:
    """A running demo keeps its data."""
    claim = Claim(home / "run/temporal").take()
    with pytest.raises(EngineError, match="in use by process"):
        forget(home)
    assert (home / "run").exists()
    claim.release()


def test_a_folder_with_other_people_s_files_is_left_alone(tmp_path: Path) -> None:
    """AMENDS_HOME=/home/li must not cost Li the holiday photos."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "run").mkdir()
    with pytest.raises(EngineError, match=r"holds more than our data \(photos\), so nothing was removed"):
        forget(tmp_path)
    assert (tmp_path / "run").exists()


def test_forgetting_nothing_is_no_error(home: Path) -> None:
    """`make clean` may be said twice."""
    forget(home)
    assert not home.exists()
