"""The question that workflow tasks are spared: asked wherever an answer would be used."""

from collections.abc import Sequence
from dataclasses import replace

from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec, SerializationContext, WithSerializationContext

from codec.converter import converter_with
from runner import SparingRunner, sparing
from worker import workflow_runner


class Binding(PayloadCodec, WithSerializationContext):
    """A codec that encodes for one case or activity."""

    def with_context(self, context: SerializationContext) -> "Binding":
        """Itself: what it would do with the context is not the matter here."""
        del context
        return self

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """As they are."""
        return list(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        """As they are."""
        return list(payloads)


def test_our_own_codec_does_not_ask() -> None:
    """The encryption of an installation does not depend on which case a payload belongs to."""
    assert isinstance(sparing(workflow_runner(), converter_with(None, "default")), SparingRunner)


def test_a_codec_that_wants_to_know_is_told() -> None:
    """With a codec bound to cases, the runner stays the SDK's own: else nothing could be decoded."""
    own = workflow_runner()
    assert sparing(own, replace(converter_with(None, "default"), payload_codec=Binding())) is own
