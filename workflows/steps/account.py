"""The order's account: what other cases of the same order have paid back."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.register import OrderOfCase, PriorRefunds, Register
    from domain.events import AccountRead
    from workflows import calls
    from workflows.casefile import CaseFile


async def read(file: CaseFile) -> bool:
    """Read the account anew; True when it says something else than the case knew.

    It is rarely needed: the case knows the account from its opening, and the ledger takes no refund that was computed
    on what is not true any more (decision 9).
    """

    async def act() -> PriorRefunds:
        case = file.case
        order = OrderOfCase(shop=case.shop, order_id=case.order.order_id, case_id=case.case_id)
        return await workflow.execute_activity_method(
            Register.prior, order, summary="read what other cases of the order paid back", **calls.LEDGER
        )

    prior = (await file.attempt("read_account", act)).refunds
    if prior == file.case.prior:
        return False
    file.record(AccountRead(prior=prior))
    return True
