"""The repair shop against the sandbox: one job a key, no work before a yes, and the goods back once."""

from domain.defects.repair import JobKind
from gateways.errors import Fault
from gateways.repair_shop import JobForm, JobItem
from tests.gateways.sandbox_double import ORDER, Sandbox, error_of

JOB = JobForm(
    order_id=ORDER,
    kind=JobKind.REPAIR,
    item=JobItem(sku="S1", title="cup", qty=1, serial_no="SN-1"),
    symptom="leaks",
    waybill="ST1",
    free=False,
)


async def test_a_job_is_one_however_often_it_is_asked_for(sandbox: Sandbox) -> None:
    """The same key tells how the same job stands; another body under it is refused."""
    await sandbox.load()
    shop = sandbox.gateways.repairs
    assert await shop.book(JOB, key="c/repair/1") == await shop.book(JOB, key="c/repair/1") == ()
    assert await shop.standing("c/repair/1") == ()
    missing = await error_of(shop.standing("c/repair/2"))
    assert (missing.code, missing.fault) == ("not_found", Fault.REFUSED)


async def test_nothing_is_answered_where_nothing_was_asked(sandbox: Sandbox) -> None:
    """A yes to a price that nobody named is refused, and so is a job for an order nobody knows."""
    await sandbox.load()
    shop = sandbox.gateways.repairs
    await shop.book(JOB, key="c/repair/1")
    assert (await error_of(shop.answer("c/repair/1", accepted=True, key="c/repair/1/quote"))).code == "no_quote"
    unknown = JobForm(**{**vars(JOB), "order_id": "1"})
    assert (await error_of(shop.book(unknown, key="c/repair/9"))).code == "unknown_order"


async def test_goods_go_back_once_a_job(sandbox: Sandbox) -> None:
    """However often it is asked there is one parcel; with other papers it is refused."""
    await sandbox.load()
    shop = sandbox.gateways.repairs
    await shop.book(JOB, key="c/repair/1")
    first = await shop.send_back("c/repair/1", ("original_invoice",), key="c/repair/1/back")
    assert await shop.send_back("c/repair/1", ("original_invoice",), key="c/repair/1/back") == first
    assert (await error_of(shop.send_back("c/repair/1", (), key="c/repair/1/back"))).code == "key_reused"
