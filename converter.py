"""How our types travel through Temporal: pydantic's conversion (decision 6), with its readers made once a program.

The SDK makes a payload converter anew for every case that a worker holds, and pydantic builds a reader for every type
anew with it: a sixth of a worker's time went into that. Here all of them share one. What is written is the same byte
for byte.
"""

from dataclasses import replace

from temporalio.contrib.pydantic import PydanticJSONPlainPayloadConverter, pydantic_data_converter
from temporalio.converter import (
    CompositePayloadConverter,
    DefaultPayloadConverter,
    JSONPlainPayloadConverter,
)

_JSON = PydanticJSONPlainPayloadConverter()  # its cache of readers is bounded, and safe to share between threads


class SharedPydanticPayloadConverter(CompositePayloadConverter):
    """As temporalio.contrib.pydantic.PydanticPayloadConverter, whose JSON converter is one for all instances."""

    def __init__(self) -> None:
        super().__init__(
            *(
                _JSON if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


data_converter = replace(pydantic_data_converter, payload_converter_class=SharedPydanticPayloadConverter)
