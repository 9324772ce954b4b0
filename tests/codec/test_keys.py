"""The keys file: made once, changed without loss, and refused in words that name file, key and remedy."""

import base64
import stat
from datetime import date
from pathlib import Path

import pytest

from codec.keyfile import add_key, let_write, new_file, open_to_others
from codec.keys import Keys, KeysError, load_keys

TODAY = date(2026, 11, 25)
GOOD = base64.b64encode(bytes(range(32))).decode()


def test_a_new_file_is_its_owners_alone_and_reads_back(tmp_path: Path) -> None:
    """Mode 600 from its first moment, one key, which writes; nothing else is left in the folder."""
    file = tmp_path / "made" / "keys.toml"
    made = new_file(file, today=TODAY)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not open_to_others(file)
    assert load_keys(file) == made
    assert (made.writes, list(made.secrets)) == ("2026-11-25", ["2026-11-25"])
    assert [entry.name for entry in file.parent.iterdir()] == ["keys.toml"]


def test_two_new_files_have_two_keys(tmp_path: Path) -> None:
    """Chance makes them, not the date."""
    one, other = (new_file(tmp_path / name, today=TODAY) for name in ("one", "other"))
    assert one.secrets[one.writes] != other.secrets[other.writes]
    assert one.fingerprint(one.writes) != other.fingerprint(other.writes)


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    """Its keys could be the only ones that open the cases of years."""
    file = tmp_path / "keys.toml"
    made = new_file(file, today=TODAY)
    with pytest.raises(KeysError, match=r"keys\.toml: there is a file already.*keys add"):
        new_file(file, today=TODAY)
    assert load_keys(file) == made
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.toml"]


def test_a_key_is_added_first_and_writes_later(tmp_path: Path) -> None:
    """Between the two every program learns to read it; the mode of the file stays as the owner set it."""
    file = tmp_path / "keys.toml"
    first = new_file(file, today=TODAY)
    file.chmod(0o640)
    more, added = add_key(file, today=TODAY)
    assert (added, more.writes) == ("2026-11-25-2", first.writes)
    assert let_write(file, added).writes == added
    assert load_keys(file).secrets == more.secrets
    assert more.secrets.items() >= first.secrets.items()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_linked_file_is_changed_where_it_lies(tmp_path: Path) -> None:
    """The link stays a link."""
    file, link = tmp_path / "keys.toml", tmp_path / "link.toml"
    new_file(file, today=TODAY)
    link.symlink_to(file)
    _, added = add_key(link, today=TODAY, key_id="winter")
    assert link.is_symlink()
    assert added in load_keys(file).secrets


def test_what_does_not_fit_changes_nothing(tmp_path: Path) -> None:
    """A key that is there already, one that is not, an id that no file can hold."""
    file = tmp_path / "keys.toml"
    made = new_file(file, today=TODAY)
    with pytest.raises(KeysError, match="'2026-11-25' is there already"):
        add_key(file, today=TODAY, key_id="2026-11-25")
    with pytest.raises(KeysError, match="no key 'spring'; there are 2026-11-25"):
        let_write(file, "spring")
    with pytest.raises(KeysError, match="no id for a key"):
        add_key(file, today=TODAY, key_id='a"b')
    assert load_keys(file) == made


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no key in it; `starter.py keys add`"),
        ("[keys]", "no key in it"),
        (f'[keys]\nk1 = "{GOOD}"', "`writes` must name the key .* one of k1"),
        (f'writes = "k2"\n[keys]\nk1 = "{GOOD}"', "one of k1"),
        (f'writes = "k1"\n[keys]\nk1 = "{GOOD[:-8]}"', "key 'k1': 27 bytes; a key is 32 bytes in base64"),
        (
            'writes = "k1"\n[keys]\nk1 = "this is not base64"',
            "key 'k1': not base64; .* `starter.py keys add`",
        ),
        ('writes = "k1"\n[keys]\nk1 = 5', "key 'k1': 0 bytes"),
        (f'writes = "k 1"\n[keys]\n"k 1" = "{GOOD}"', "key 'k 1': an id is 1 to 64"),
        (f'write = "k1"\n[keys]\nk1 = "{GOOD}"', "unknown write; known are"),
        (f'writes = "k1"\n[keys]\nk1 = "{GOOD}', r"not TOML \(at "),
    ],
)
def test_a_wrong_file_is_refused_in_words(tmp_path: Path, text: str, said: str) -> None:
    """The message names the file, the key and what to do, and repeats no key."""
    file = tmp_path / "keys.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(KeysError, match=f"{file}: .*{said}") as refused:
        load_keys(file)
    assert GOOD[:12] not in str(refused.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """Or that one must be copied, where others run already."""
    with pytest.raises(KeysError, match=r"no such keys file; `starter.py keys new --file .*copy theirs"):
        load_keys(tmp_path / "keys.toml")


def test_keys_are_in_no_printout() -> None:
    """A trace or a log that shows the object shows no key."""
    secret = bytes(range(65, 97))
    assert secret.decode() not in repr(Keys(writes="k1", secrets={"k1": secret}))
