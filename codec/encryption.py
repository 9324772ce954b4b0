"""The codec of payloads: AES-256-GCM around each whole payload, metadata included, packed where that is shorter.

The envelope names the key that wrote it. Key id and namespace are bound into the encryption, so that a payload cannot
be moved to another namespace or be passed off under another key; the workflow id is not, because the Temporal UI tells
the codec endpoint the namespace and nothing else.

A payload costs some microseconds, less than handing it to a thread would, so everything is done where it is called.
"""

import os
import zlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from codec.keys import Keys

ENCODING = b"binary/encrypted"
ENCODING_FIELD, KEY_FIELD = "encoding", "key"  # short: they stand in every payload of every history
PACKED = b"\0"  # no serialised payload begins so: protobuf has no field of the number 0
WORTH_PACKING = 150  # bytes; what is shorter does not get shorter
NONCE_BYTES = 12  # random: a key may write 2^32 payloads, about a hundred million cases (NIST SP 800-38D, 8.3)


class CannotDecrypt(ValueError):
    """An encrypted payload that these keys do not open; the message names the key's id and says what to do."""


class Encryption(PayloadCodec):
    """Encrypts with the key that writes, decrypts with any key of the file; plain payloads of older histories pass."""

    def __init__(self, keys: Keys, namespace: str) -> None:
        self._source = keys.source
        self._ciphers = {key_id: AESGCM(secret) for key_id, secret in keys.secrets.items()}
        self._bound = {key_id: _bound(namespace, key_id) for key_id in keys.secrets}
        self._writes = keys.writes
        self._namespace = namespace

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload encrypted; one that is encrypted already stays as it is."""
        return [payload if encrypted(payload) else self.seal(payload) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """Each payload as it was before; one that was never encrypted stays as it is. Raises CannotDecrypt."""
        return [self.unseal(payload) if encrypted(payload) else payload for payload in payloads]

    def seal(self, payload: Payload) -> Payload:
        """Encrypt one payload."""
        key_id, nonce = self._writes, os.urandom(NONCE_BYTES)
        sealed = self._ciphers[key_id].encrypt(nonce, _packed(payload.SerializeToString()), self._bound[key_id])
        return Payload(metadata={ENCODING_FIELD: ENCODING, KEY_FIELD: key_id.encode()}, data=nonce + sealed)

    def unseal(self, payload: Payload) -> Payload:
        """Decrypt one encrypted payload. Raises CannotDecrypt."""
        key_id = key_of(payload)
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise CannotDecrypt(
                f"a payload was encrypted with the key {key_id!r}, and {self._source} has only "
                f"{', '.join(self._ciphers)}: add that key from the copy of the file that had it, then start again"
            )
        nonce, sealed = payload.data[:NONCE_BYTES], payload.data[NONCE_BYTES:]
        try:
            return Payload.FromString(_unpacked(cipher.decrypt(nonce, sealed, self._bound[key_id])))
        except (InvalidTag, ValueError):  # ValueError: cut short
            raise CannotDecrypt(
                f"a payload does not open with the key {key_id!r} of {self._source} in the namespace "
                f"{self._namespace}: another key bears this id there, or the payload was changed or moved; compare "
                "`starter.py keys status` with the installation that wrote it"
            ) from None


def encrypted(payload: Payload) -> bool:
    """Whether a payload says that it was encrypted by this codec."""
    return payload.metadata.get(ENCODING_FIELD) == ENCODING


def key_of(payload: Payload) -> str:
    """The id of the key that an encrypted payload was written with."""
    return payload.metadata.get(KEY_FIELD, b"").decode("ascii", "replace")[:64]


def _packed(payload: bytes) -> bytes:
    if len(payload) < WORTH_PACKING:
        return payload
    packed = PACKED + zlib.compress(payload)
    return packed if len(packed) < len(payload) else payload


def _unpacked(payload: bytes) -> bytes:
    return zlib.decompress(payload[1:]) if payload.startswith(PACKED) else payload


def _bound(namespace: str, key_id: str) -> bytes:
    return f"{namespace}\0{key_id}".encode()
