"""Making and changing the keys file: whole or not at all, readable by its owner alone, and never over another one."""

import base64
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

from codec.keys import KEY_BYTES, KEY_ID, Keys, KeysError, load_keys

PRIVATE = 0o600
OTHERS = 0o007  # what everybody on the machine may do with a file
HEAD = """\
# The keys of Amends' payloads in Temporal (docs/keys.md). Whoever has this file and Temporal's data can read cases;
# without it nobody can. Keep a copy in a safe place. `starter.py keys` writes this file anew: notes in it are lost.
"""


def new_file(file: Path, *, today: date, key_id: str = "") -> Keys:
    """Make a file with one key, which writes. Raises KeysError where a file is already: its keys could be lost."""
    key_id = _fit(key_id or today.isoformat())
    made = Keys(writes=key_id, secrets={key_id: secrets.token_bytes(KEY_BYTES)}, source=str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    with _written(file, made) as draft:
        try:
            file.hardlink_to(draft)
        except FileExistsError:
            advice = "`starter.py keys add` adds a key to it; nothing was changed"
            raise KeysError(f"{file}: there is a file already, and its keys may be needed; {advice}") from None
    return made


def add_key(file: Path, *, today: date, key_id: str = "") -> tuple[Keys, str]:
    """Add a key that may read; which one writes stays as it is. The keys then, and the new id. Raises KeysError."""
    known = load_keys(file)
    if key_id in known.secrets:
        raise KeysError(f"{file}: key {key_id!r} is there already; give the new one another id, nothing was changed")
    key_id = _fit(key_id) if key_id else _free_id(known, today)
    more = replace(known, secrets={key_id: secrets.token_bytes(KEY_BYTES), **known.secrets})
    _replace(file, more)
    return more, key_id


def let_write(file: Path, key_id: str) -> Keys:
    """Make a key of the file the one that writes. Raises KeysError."""
    known = load_keys(file)
    if key_id not in known.secrets:
        raise KeysError(f"{file}: no key {key_id!r}; there are {', '.join(known.secrets)}, nothing was changed")
    chosen = replace(known, writes=key_id)
    _replace(file, chosen)
    return chosen


def open_to_others(file: Path) -> bool:
    """Whether everybody on this machine may read or change the file."""
    return bool(file.stat().st_mode & OTHERS)


def _free_id(known: Keys, today: date) -> str:
    names = (today.isoformat() if n == 1 else f"{today.isoformat()}-{n}" for n in count(1))
    return next(name for name in names if name not in known.secrets)


def _fit(key_id: str) -> str:
    if not KEY_ID.fullmatch(key_id):
        raise KeysError(f"{key_id[:64]!r} is no id for a key: 1 to 64 letters, digits, '-' and '_' are")
    return key_id


def _replace(file: Path, keys: Keys) -> None:
    """In the place of the file that was there, with its mode and its owner."""
    file = file.resolve()  # a link keeps pointing to where it did
    before = file.stat()
    with _written(file, keys) as draft:
        draft.chmod(before.st_mode & 0o777)
        if (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
            os.chown(draft, before.st_uid, before.st_gid)
        draft.replace(file)


@contextmanager
def _written(file: Path, keys: Keys) -> Iterator[Path]:
    """A draft beside the file, on the disk before it is used, and gone afterwards."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    lines = [f'{key_id} = "{base64.b64encode(secret).decode()}"' for key_id, secret in keys.secrets.items()]
    text = "\n".join([f'{HEAD}\nwrites = "{keys.writes}"\n', "[keys]", *lines, ""])
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        yield draft
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
