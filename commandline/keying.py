"""Commands around the keys of the payload codec: keys new, keys add, keys use, keys status."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from commandline.connections import now, settings
from commandline.exits import Declined
from commandline.options import Json
from commandline.output import emit, line, say

if TYPE_CHECKING:
    from codec.keys import Keys

File = Annotated[
    Path | None, Parameter(name="--file", help="The keys file; without it the one of AMENDS_CODEC_KEYS_FILE.")
]
NewId = Annotated[str, Parameter(name="--id", help="The new key's id; without it today's date.", show_default=False)]
KeyId = Annotated[str, Parameter(name="KEY", help="The id of a key in the file.")]
RESTART = "Every worker, every server and the command line must be told the file, and read it when they start."


def new(*, file: File = None, key_id: NewId = "", json: Json = False) -> None:
    """Make a keys file (mode 600) with one key, which writes. A file that is there is never overwritten."""
    from codec.keyfile import new_file

    place = _place(file)
    made = new_file(place, today=now().date(), key_id=key_id)
    _show(made, place, as_json=json)
    say(f"Made. Set AMENDS_CODEC_KEYS_FILE={place} for all programs. {RESTART}")
    say("Keep a copy of the file in a safe place: without it the cases in Temporal cannot be read by anybody.")


def add(*, file: File = None, key_id: NewId = "", json: Json = False) -> None:
    """Add a key that may read; which key writes stays as it is."""
    from codec.keyfile import add_key

    place = _place(file)
    known, added = add_key(place, today=now().date(), key_id=key_id)
    _show(known, place, as_json=json)
    say(f"Added {added}. Next: bring this file to all programs, restart them, and then `starter.py keys use {added}`.")


def use(key_id: KeyId, /, *, file: File = None, json: Json = False) -> None:
    """Let this key write from now on; the others still read. All programs must have the key before."""
    from codec.keyfile import let_write

    place = _place(file)
    _show(let_write(place, key_id), place, as_json=json)
    say(f"{key_id} writes. Next: restart the programs. Leave the other keys in the file (docs/keys.md says how long).")


def status(*, file: File = None, json: Json = False) -> None:
    """Which keys the file has, and which one writes; keys are shown by a fingerprint."""
    from codec.keyfile import open_to_others
    from codec.keys import load_keys

    place = _place(file)
    _show(load_keys(place), place, as_json=json)
    if open_to_others(place):
        say(f"Everybody on this machine may open {place}. What to do: `chmod 600 {place}`")


def _place(file: Path | None) -> Path:
    place = file or settings().codec_keys_file
    if place is None:
        raise Declined("NO_KEYS_FILE", "No keys file is named.", "give --file, or set AMENDS_CODEC_KEYS_FILE")
    return place.absolute()


def _show(keys: "Keys", place: Path, *, as_json: bool) -> None:
    for key_id in keys.secrets:
        does = "writes" if key_id == keys.writes else "reads"
        if as_json:
            emit({"key": key_id, "does": does, "fingerprint": keys.fingerprint(key_id), "file": str(place)})
        else:
            line(f"{key_id:<20} {does:<7} {keys.fingerprint(key_id)}")
