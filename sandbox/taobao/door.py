"""The marketplace's door: one address, signed form parameters, a session; errors in `error_response`.

Codes are the documented ones (21 to 41 for the call itself, 7 for rate, 15 with `isv.*` or `isp.*` for the business).
"""

import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from sandbox import signing
from sandbox.calls import Answer, Call, RefusedError, play
from sandbox.clock import from_top
from sandbox.credentials import Shop, by_app_key
from sandbox.faults import Fault
from sandbox.taobao import methods, requests
from sandbox.taobao.refusals import TopRefusals, top_error
from sandbox.world import World

TOLERANCE = 600.0
REFUSALS = TopRefusals()
Method = Callable[[World, Shop, Mapping[str, str], Fault | None], dict[str, Any]]


def router(world: World) -> APIRouter:
    """The marketplace's only endpoint."""
    routes = APIRouter()

    @routes.post("/router/rest")
    async def rest(request: Request) -> Response:
        params = await _params(request)
        try:
            shop, method = _checked(world, params)
        except RefusedError as refused:
            return _respond(refused.answer)
        call = _call(world, shop, params)
        return await play(world, call, REFUSALS, lambda fault: _do(world, shop, method, params, fault))

    return routes


def _respond(answer: Answer) -> Response:
    return Response(signing.canonical(answer.body), answer.status, media_type="application/json")


async def _params(request: Request) -> dict[str, str]:
    """All parameters, of address and body alike; files are not signed and stay out."""
    params = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("multipart/"):
        form = await request.form()
        return params | {name: value for name, value in form.items() if isinstance(value, str)}
    body = (await request.body()).decode("utf-8", "replace")
    return params | dict(parse_qsl(body, keep_blank_values=True))


def _checked(world: World, params: Mapping[str, str]) -> tuple[Shop, Method]:
    """Who calls, and for what. Raises RefusedError with the documented code."""
    method = _method(params)
    shop = by_app_key(_needed(params, "app_key", 28, "Missing app key"))
    if shop is None:
        raise top_error(29, "Invalid app Key", "isv.appkey-not-exists", f"app_key {params['app_key']} is unknown")
    _timestamp(world, _needed(params, "timestamp", 30, "Missing timestamp"))
    if _needed(params, "v", 32, "Missing version") != "2.0":
        raise top_error(33, "Invalid version", "isv.invalid-version", "v must be 2.0")
    if params.get("format", "xml") != "json" or params.get("simplify", "false") != "false":
        raise top_error(23, "Invalid format", "isv.invalid-format", "this sandbox answers format=json, not simplified")
    _signature(params, shop)
    if _needed(params, "session", 26, "Missing session") != shop.taobao.session:
        raise REFUSALS.session_error()
    return shop, method


def _method(params: Mapping[str, str]) -> Method:
    name = _needed(params, "method", 21, "Missing method")
    method = methods.METHODS.get(name)
    if method is None:
        raise top_error(22, "Invalid method", "isv.invalid-method", f"{name} is not offered here")
    return method


def _needed(params: Mapping[str, str], name: str, code: int, message: str) -> str:
    value = params.get(name, "")
    if not value:
        raise top_error(code, message, f"isv.missing-parameter:{name}", f"{name} is missing")
    return value


def _timestamp(world: World, text: str) -> None:
    try:
        given = from_top(text)
    except ValueError:
        given = 0.0
    if abs(world.now() - given) > TOLERANCE:
        raise top_error(31, "Invalid timestamp", "isv.invalid-timestamp", f"{text!r} is not within 10 minutes of now")


def _signature(params: Mapping[str, str], shop: Shop) -> None:
    sign, method = _needed(params, "sign", 24, "Missing signature"), params.get("sign_method", "md5")
    if method not in signing.TOP_METHODS:
        raise top_error(25, "Invalid signature", "isv.invalid-sign-method", f"sign_method {method!r} is unknown")
    if not signing.same(sign, signing.top_sign(params, shop.taobao.secret, method)):
        raise top_error(25, "Invalid signature", "isv.invalid-signature", "the signature does not fit the parameters")


COMMON = frozenset({"app_key", "session", "timestamp", "v", "sign_method", "sign", "format", "simplify", "partner_id"})


def _call(world: World, shop: Shop, params: Mapping[str, str]) -> Call:
    method = params["method"]
    own = {name: value for name, value in params.items() if name not in COMMON}
    refund_id = params.get("refund_id") or params.get("refund_infos", "").split("|")[0]
    tid = params.get("tid", "")
    refund = requests.find(world, refund_id)
    order_id = refund["tid"] if refund else tid
    return Call(
        operation=method, identity=refund_id or tid, order_id=order_id, body=own,
        money=method == "taobao.rp.refunds.agree",
        facts={"shop": shop.shop, "order_id": order_id, "refund_id": refund_id, "method": method},
    )  # fmt: skip


def _do(world: World, shop: Shop, method: Method, params: Mapping[str, str], fault: Fault | None) -> Answer:
    body = method(world, shop, params, fault)
    name = params["method"].removeprefix("taobao.").replace(".", "_") + "_response"
    return Answer(body={name: {**body, "request_id": secrets.token_hex(6)}})
