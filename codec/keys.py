"""The keys that payloads are encrypted with: a TOML file that every program of an installation reads at its start.

    writes = "2026-11-25"

    [keys]
    2026-11-25 = "...32 bytes in base64..."
    2026-05-01 = "..."

New payloads are written with the key that `writes` names; any key of the file may read. Errors name the file, the key's
id and what to do, and never repeat a key.
"""

import base64
import binascii
import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEY_BYTES = 32  # AES-256
KEY_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)  # a bare key of TOML, and readable in metadata
FORM = "a key is 32 bytes in base64; `starter.py keys add` makes one"


class KeysError(ValueError):
    """The keys file is missing or wrong; the message says which, where in it, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The keys of one installation. `source` is what errors call the file they came from."""

    writes: str
    secrets: Mapping[str, bytes] = field(repr=False)
    source: str = "the keys file"

    def fingerprint(self, key_id: str) -> str:
        """Eight letters by which two machines can be compared without showing the key."""
        return hashlib.sha256(b"amends key " + self.secrets[key_id]).hexdigest()[:8]


def load_keys(file: Path) -> Keys:
    """The keys of a file. Raises KeysError."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        advice = f"`starter.py keys new --file {file}` makes one; where others run already, copy theirs"
        raise KeysError(f"{file}: no such keys file; {advice}") from None
    except PermissionError:
        raise KeysError(f"{file}: this user may not read it; give it to the user of the programs, mode 600") from None
    except tomllib.TOMLDecodeError as wrong:
        place = re.search(r"\(at .*\)$", str(wrong))  # the rest of the message may repeat a part of a key
        raise KeysError(f"{file}: not TOML {place[0] if place else ''}; correct the file") from None
    except (OSError, UnicodeDecodeError) as unreadable:
        raise KeysError(f"{file}: cannot be read ({type(unreadable).__name__}); correct the path or the file") from None
    return read_keys(found, source=str(file))


def read_keys(found: Mapping[str, Any], *, source: str = "the keys file") -> Keys:
    """The keys of a parsed file. Raises KeysError."""
    if unknown := sorted(set(found) - {"writes", "keys"}):
        raise KeysError(f"{source}: unknown {', '.join(unknown)}; known are writes and the table [keys]")
    given = found.get("keys")
    if not isinstance(given, Mapping) or not given:
        raise KeysError(f"{source}: no key in it; `starter.py keys add` adds one to the table [keys]")
    secrets = {key_id: _secret(key_id, word, source) for key_id, word in given.items()}
    writes = found.get("writes")
    if not isinstance(writes, str) or writes not in secrets:
        known = ", ".join(secrets)
        raise KeysError(f"{source}: `writes` must name the key that new payloads are written with, one of {known}")
    return Keys(writes=writes, secrets=secrets, source=source)


def _secret(key_id: str, word: object, source: str) -> bytes:
    where = f"{source}: key {key_id[:64]!r}"
    if not KEY_ID.fullmatch(key_id):
        raise KeysError(f"{where}: an id is 1 to 64 letters, digits, '-' and '_', beginning with a letter or digit")
    try:
        secret = base64.b64decode(word, validate=True) if isinstance(word, str) else b""
    except (binascii.Error, ValueError):
        raise KeysError(f"{where}: not base64; {FORM}") from None
    if len(secret) != KEY_BYTES:
        raise KeysError(f"{where}: {len(secret)} bytes; {FORM}")
    return secret
