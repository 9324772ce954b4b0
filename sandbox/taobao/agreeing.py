"""taobao.rp.refunds.agree: the call that moves money, several requests at a time, each with an outcome of its own."""

from collections.abc import Mapping
from typing import Any

from sandbox.calls import RefusedError, copies
from sandbox.credentials import Shop
from sandbox.faults import Fault, FaultKind
from sandbox.taobao import requests
from sandbox.taobao.lookup import check_version, digits, own_refund, required
from sandbox.taobao.refusals import business, invalid
from sandbox.taobao.requests import Refund
from sandbox.world import World

MOST_ROWS = 20
PARTS = 4
# Money may leave before the goods are back if the seller wants it so; not while a return is still to be agreed to.
AGREEABLE = (requests.WAIT_BUYER_RETURN, requests.WAIT_SELLER_CONFIRM)


def agree(world: World, shop: Shop, params: Mapping[str, str], fault: Fault | None) -> dict[str, Any]:
    """Pay the requests named as `refund_id|fen|version|phase`, separated by commas.

    One row that fails is an `error_response`; of several, each has its own outcome. Raises RefusedError.
    """
    rows = [row.split("|") for row in required(params, "refund_infos").split(",")]
    if len(rows) > MOST_ROWS or any(len(row) != PARTS or not digits(row[1]) for row in rows):
        form = "refund_id|amount in fen|refund_version|refund_phase"
        raise invalid("refund_infos", f"at most {MOST_ROWS} rows of {form}, separated by commas")
    if len(rows) == 1:
        _pay(world, shop, rows[0], fault)
        return _result([{"refund_id": rows[0][0], "succ": True}])
    return _result([_outcome(world, shop, row, fault) for row in rows])


def _outcome(world: World, shop: Shop, row: list[str], fault: Fault | None) -> dict[str, Any]:
    try:
        _pay(world, shop, row, fault)
    except RefusedError as refused:
        error = refused.answer.body["error_response"]
        return {"refund_id": row[0], "succ": False, "msg_code": error["sub_code"], "message": error["sub_msg"]}
    return {"refund_id": row[0], "succ": True}


def _result(outcomes: list[dict[str, Any]]) -> dict[str, Any]:
    good = sum(outcome["succ"] for outcome in outcomes)
    code = "OP_SUCC" if good == len(outcomes) else "SOME_OP_SUCC" if good else "OP_FAILURE_UE"
    return {"succ": good == len(outcomes), "msg_code": code, "results": {"refund_mapping_result": outcomes}}


def _pay(world: World, shop: Shop, row: list[str], fault: Fault | None) -> None:
    refund_id, fen, version, phase = row
    refund = own_refund(world, shop, refund_id)
    # The status first: who asks again after it was paid must learn that, not that the version moved on.
    _check_status(refund)
    check_version(refund, version, phase)
    if int(fen) != refund["refund_fee"]:
        raise business("isv.refund-fee-error", f"the buyer asks for {refund['refund_fee']} fen, not {fen}")
    _check_funds(fault)
    requests.pay(world, refund, "agreed", copies=copies(fault))


def _check_status(refund: Refund) -> None:
    money_only = refund["status"] == requests.WAIT_SELLER_AGREE and not refund["has_good_return"]
    if refund["status"] not in AGREEABLE and not money_only:
        raise business("isv.refund-status-error", f"cannot pay in {refund['status']}")


def _check_funds(fault: Fault | None) -> None:
    if fault and fault.kind is FaultKind.ACCOUNT_FROZEN:
        raise business("isv.account-frozen", "the seller's account is frozen")
    if fault and fault.kind is FaultKind.INSUFFICIENT:
        raise business("isv.balance-not-enough", "the seller's account has not enough money")
