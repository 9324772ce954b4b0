"""The converter that workers share: what travels is the same as with pydantic's own."""

from temporalio.contrib.pydantic import pydantic_data_converter

from codec.converter import PayloadConverter, converter_with
from domain.claim import ClaimOpening
from domain.events import Resolution
from domain.invoices.correction import CorrectionBegun
from tests.replay.corpus import recorded
from workflows.messages import Opening

OPENED_WITH: dict[str, type] = {
    "AfterSalesCase": Opening,
    "CarrierClaim": ClaimOpening,
    "InvoiceCorrection": CorrectionBegun,
}


def test_what_is_written_is_the_same_byte_for_byte() -> None:
    """A worker of before and one of after write the same histories."""
    ours, theirs = converter_with(None, "default").payload_converter, pydantic_data_converter.payload_converter
    for value in (Resolution.REFUNDED, None, b"bytes", {"a": [1, 2.5, "x"]}):
        assert ours.to_payloads([value]) == theirs.to_payloads([value])


def test_openings_of_stored_histories_read_alike() -> None:
    """Every opening of the corpus comes back as the same value, and is written alike again."""
    ours, theirs = converter_with(None, "default").payload_converter, pydantic_data_converter.payload_converter
    openings = [history.events[0].workflow_execution_started_event_attributes for _, history in recorded()]
    assert {opening.workflow_type.name for opening in openings} == set(OPENED_WITH)
    for opening in openings:
        form = OPENED_WITH[opening.workflow_type.name]
        values = ours.from_payloads(opening.input.payloads, [form])
        assert values == theirs.from_payloads(opening.input.payloads, [form])
        assert ours.to_payloads(values) == theirs.to_payloads(values)


def test_all_instances_share_one_reader() -> None:
    """The SDK makes a converter for each case; the readers of types are made once."""
    one, other = PayloadConverter(), PayloadConverter()
    assert one.converters[b"json/plain"] is other.converters[b"json/plain"]
