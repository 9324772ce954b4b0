"""The way in: what `make` says where Python is missing or too old."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A fresh clone, as far as the setup looks at it."""
    for name in ("Makefile", "requirements.lock", "requirements.uv.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(clone: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run make there."""
    return subprocess.run(
        ["make", "--no-print-directory", *words], cwd=clone, capture_output=True, text=True, check=False
    )


def test_help_is_what_make_says_first(clone: Path) -> None:
    """`make` alone changes nothing and lists what there is."""
    done = make(clone)
    assert done.returncode == 0
    assert "make demo" in done.stdout
    assert "make test" in done.stdout
    assert not (clone / ".venv").exists()


def test_a_python_that_is_too_old_is_named_with_the_way_out(clone: Path) -> None:
    """Nobody has to read a traceback of pip to learn that Python is too old."""
    old = clone / "python-old"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    done = make(clone, "setup", f"PYTHON={old}")
    assert done.returncode != 0
    assert f"Amends needs Python 3.11 or newer; {old}: Python 3.9.2." in done.stderr
    assert "make setup PYTHON=/path/to/python3.12" in done.stderr


def test_a_python_that_is_not_there_is_named_with_the_way_out(clone: Path) -> None:
    """Without the shell's own complaint in the middle of the sentence."""
    done = make(clone, "setup", f"PYTHON={clone}/python")
    assert done.returncode != 0
    assert done.stderr.startswith(f"Amends needs Python 3.11 or newer; {clone}/python: not found.\n")


def test_a_python_without_venv_is_named_with_the_way_out(clone: Path) -> None:
    """Debian packs venv apart."""
    bare = clone / "python-bare"
    bare.write_text('#!/bin/sh\n[ "$1" = -m ] && exit 1\n[ "$1" = --version ] && echo Python 3.13.0\nexit 0\n')
    bare.chmod(0o755)
    done = make(clone, "setup", f"PYTHON={bare}")
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr
    assert not (clone / ".venv").exists()
