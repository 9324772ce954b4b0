"""The one place where a data converter is made: for every client, worker and replay.

Pydantic's conversion (decision 6); where there are keys, the encryption around it, and failures whose message and stack
trace travel inside the encrypted part.
"""

from pathlib import Path
from typing import Any

from temporalio.api.common.v1 import Payload
from temporalio.contrib.pydantic import PydanticPayloadConverter
from temporalio.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultFailureConverterWithEncodedAttributes,
    EncodingPayloadConverter,
)

from codec.encryption import ENCODING, CannotDecrypt, Encryption, key_of
from codec.keys import Keys, load_keys


def data_converter(keys_file: Path | None, namespace: str) -> DataConverter:
    """The converter of an installation: with the keys of the file, or without encryption where there is none.

    Raises codec.keys.KeysError.
    """
    return converter_with(load_keys(keys_file) if keys_file is not None else None, namespace)


def converter_with(keys: Keys | None, namespace: str) -> DataConverter:
    """As `data_converter`, over keys that were read already."""
    if keys is None:
        return DataConverter(payload_converter_class=PayloadConverter)
    return DataConverter(
        payload_converter_class=PayloadConverter,
        payload_codec=Encryption(keys, namespace),
        failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
    )


class _Sealed(EncodingPayloadConverter):
    """What an encrypted payload is to a program without keys: an error that says so."""

    @property
    def encoding(self) -> str:
        """Of encrypted payloads."""
        return ENCODING.decode()

    def to_payload(self, value: Any) -> Payload | None:  # noqa: ARG002 - encryption is the codec's
        """None: nothing is written so."""
        return None

    def from_payload(self, payload: Payload, type_hint: type | None = None) -> Any:  # noqa: ARG002 - as above
        """Raises CannotDecrypt."""
        raise CannotDecrypt(
            f"a payload is encrypted with the key {key_of(payload)!r}, and this program has no keys: set "
            "AMENDS_CODEC_KEYS_FILE to the keys file of the installation, then start again"
        )


# The SDK makes a payload converter anew for every case that a worker holds, and pydantic would build its readers of our
# types anew with it: a sixth of a worker's time went into that. Their cache is bounded, and safe to share by threads.
_SHARED = (*PydanticPayloadConverter().converters.values(), _Sealed())


class PayloadConverter(CompositePayloadConverter):
    """Pydantic's converter, which also says what is wrong when a key is missing; all instances share their readers."""

    def __init__(self) -> None:
        super().__init__(*_SHARED)
