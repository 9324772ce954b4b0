"""What a seller does at the marketplace, in few words."""

from typing import Any

from tests.sandbox.stage import Sandbox

REFUND = "281784773340365001"
DAY = 86_400


def error_of(answer: dict[str, Any]) -> tuple[int, str]:
    """Code and sub code of a refusal."""
    error = answer["error_response"]
    return error["code"], error.get("sub_code", "")


async def agree(sandbox: Sandbox, *, fen: int | None = None, version: str | None = None) -> dict[str, Any]:
    """Agree to pay the request as it is now, or as it is not."""
    now = await sandbox.refund(REFUND)
    asked = round(float(now["refund_fee"]) * 100) if fen is None else fen
    row = f"{REFUND}|{asked}|{version or now['refund_version']}|{now['refund_phase']}"
    return await sandbox.top("taobao.rp.refunds.agree", refund_infos=row)


async def agree_return(sandbox: Sandbox) -> dict[str, Any]:
    """Agree to take the goods back."""
    now = await sandbox.refund(REFUND)
    lock = {"refund_version": now["refund_version"], "refund_phase": now["refund_phase"]}
    return await sandbox.top("taobao.rp.returngoods.agree", refund_id=REFUND, post_fee_bear_role="1", **lock)


async def refuse(sandbox: Sandbox, text: str = "杯口有缺口，见照片") -> dict[str, Any]:
    """Refuse the request as it is now."""
    now = await sandbox.refund(REFUND)
    lock = {"refund_version": now["refund_version"], "refund_phase": now["refund_phase"]}
    return await sandbox.top("taobao.refund.refuse", refund_id=REFUND, refuse_message=text, **lock)


async def until_status(sandbox: Sandbox, status: str) -> dict[str, Any]:
    """Wait until the request has this status."""

    async def there() -> bool:
        return bool((await sandbox.refund(REFUND))["status"] == status)

    await sandbox.until(there)
    return await sandbox.refund(REFUND)


async def goods_back(sandbox: Sandbox) -> None:
    """Bring the request to the point where the seller has the goods."""
    await agree_return(sandbox)
    await until_status(sandbox, "WAIT_SELLER_CONFIRM_GOODS")
