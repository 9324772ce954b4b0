"""The codec of payloads: what goes in comes out, under every key that the file still lists, and nothing else does."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.api.common.v1 import Payload

from codec.converter import PayloadConverter, converter_with
from codec.encryption import ENCODING, KEY_FIELD, CannotDecrypt, Encryption, encrypted
from tests.codec.key_rings import keys

WAYBILL = Payload(metadata={"encoding": b"json/plain", "kind": b"parcel"}, data=b'{"waybill":"ST90000000011"}')


@settings(deadline=None)
@given(data=st.binary(max_size=3000), metadata=st.dictionaries(st.text(max_size=20), st.binary(max_size=40)))
async def test_any_payload_comes_back_as_it_went(data: bytes, metadata: dict[str, bytes]) -> None:
    """Bytes and metadata alike; and none of it can be read in between."""
    codec = Encryption(keys("k1"), "default")
    metadata.pop("encoding", None)
    payload = Payload(metadata=metadata, data=data)
    [sealed] = await codec.encode([payload])
    assert dict(sealed.metadata) == {"encoding": ENCODING, "key": b"k1"}
    assert len(data) < 8 or data not in sealed.data
    assert await codec.decode([sealed]) == [payload]


def test_encryption_adds_less_than_a_hundred_bytes() -> None:
    """A history has dozens of payloads; docs/keys.md promises this."""
    codec = Encryption(keys("2026-11-25"), "default")
    assert codec.seal(WAYBILL).ByteSize() - WAYBILL.ByteSize() < 100


async def test_a_long_payload_is_packed_and_an_old_one_that_is_not_still_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """The opening of a case is some kilobytes of names of terms; histories from before packing are read as they are."""
    codec = Encryption(keys("k1"), "default")
    terms = Payload(metadata={"encoding": b"json/plain"}, data=b'{"respond_return_hours":120,"inspect_hours":48},' * 60)
    packed = codec.seal(terms)
    assert packed.ByteSize() < terms.ByteSize() / 2
    monkeypatch.setattr("codec.encryption.WORTH_PACKING", 1_000_000)
    plain = codec.seal(terms)
    assert plain.ByteSize() > terms.ByteSize()
    assert [codec.unseal(each) for each in (packed, plain)] == [terms, terms]


async def test_the_same_payload_never_looks_the_same() -> None:
    """Equal content cannot be recognised by equal bytes."""
    codec = Encryption(keys("k1"), "default")
    once, again = await codec.encode([WAYBILL, WAYBILL])
    assert once.data != again.data


async def test_rotation_writes_with_the_new_key_and_reads_with_every_old_one() -> None:
    """Three keys in three years; the last file reads what each of them wrote."""
    rings = [keys("k1"), keys("k2", "k1"), keys("k3", "k2", "k1")]
    written = [(await Encryption(ring, "default").encode([WAYBILL]))[0] for ring in rings]
    assert [payload.metadata[KEY_FIELD] for payload in written] == [b"k1", b"k2", b"k3"]
    assert await Encryption(rings[-1], "default").decode(written) == [WAYBILL] * 3


async def test_a_key_that_may_only_read_is_read_by_those_that_do_not_write_it_yet() -> None:
    """Half the programs write with the new key already, the other half has it and still writes with the old one."""
    before, after = (Encryption(keys("k1", "k2", writes=key), "default") for key in ("k1", "k2"))
    assert await before.decode(await after.encode([WAYBILL])) == [WAYBILL]
    assert await after.decode(await before.encode([WAYBILL])) == [WAYBILL]


async def test_a_key_that_is_not_listed_is_named() -> None:
    """The message has the id, the file, and what to do."""
    sealed = await Encryption(keys("k1"), "default").encode([WAYBILL])
    with pytest.raises(CannotDecrypt, match=r"key 'k1', and keys\.toml has only k2: add that key"):
        await Encryption(keys("k2"), "default").decode(sealed)


async def test_what_was_never_encrypted_passes() -> None:
    """Histories that are older than the keys stay readable; and nothing is encrypted twice."""
    codec = Encryption(keys("k1"), "default")
    assert await codec.decode([WAYBILL]) == [WAYBILL]
    sealed = await codec.encode([WAYBILL])
    assert await codec.encode(sealed) == sealed


@pytest.mark.parametrize("place", range(0, 90, 7))
async def test_a_changed_byte_is_noticed(place: int) -> None:
    """Nobody can alter an amount without the key."""
    codec = Encryption(keys("k1"), "default")
    [sealed] = await codec.encode([WAYBILL])
    changed = bytearray(sealed.data)
    changed[place % len(changed)] ^= 1
    with pytest.raises(CannotDecrypt, match="key 'k1'"):
        await codec.decode([Payload(metadata=sealed.metadata, data=bytes(changed))])


@pytest.mark.parametrize("length", [0, 5, 12, 20, 27])
async def test_a_payload_cut_short_is_noticed(length: int) -> None:
    """Also one that is too short to hold a nonce and a tag."""
    codec = Encryption(keys("k1"), "default")
    [sealed] = await codec.encode([WAYBILL])
    with pytest.raises(CannotDecrypt, match="key 'k1'"):
        await codec.decode([Payload(metadata=sealed.metadata, data=sealed.data[:length])])


async def test_a_payload_opens_in_its_own_namespace_and_under_its_own_key_alone() -> None:
    """Moved to another shop's namespace, or relabelled, it stays shut; no key is given the same bytes twice."""
    [sealed] = await Encryption(keys("k1"), "lantern").encode([WAYBILL])
    with pytest.raises(CannotDecrypt, match="in the namespace harbour"):
        await Encryption(keys("k1"), "harbour").decode([sealed])
    relabelled = Payload(metadata={**sealed.metadata, KEY_FIELD: b"k2"}, data=sealed.data)
    with pytest.raises(CannotDecrypt, match="key 'k2'"):
        await Encryption(keys("k1", "k2"), "lantern").decode([relabelled])


def test_a_program_without_keys_says_what_it_lacks() -> None:
    """Not `unknown encoding`: the key's id, and the setting."""
    sealed = Encryption(keys("k1"), "default").seal(WAYBILL)
    assert encrypted(sealed)
    with pytest.raises(CannotDecrypt, match="key 'k1', and this program has no keys: set AMENDS_CODEC_KEYS_FILE"):
        PayloadConverter().from_payloads([sealed], [str])


async def test_without_keys_values_travel_as_they_always_did() -> None:
    """A converter without keys writes what the stored histories hold."""
    [payload] = await converter_with(None, "default").encode([{"waybill": "ST1"}])
    assert (dict(payload.metadata), payload.data) == ({"encoding": b"json/plain"}, b'{"waybill":"ST1"}')
