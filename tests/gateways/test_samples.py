"""Other people's published answers, where their folder is there: SAMPLES_DIR names it. None of it is ours to keep."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx2
import pytest

from gateways.connections import TaobaoConnection
from gateways.errors import Fault, GatewayError
from gateways.http import Http
from gateways.platform import PlatformStatus
from gateways.secret import Secret
from gateways.taobao.calls import TopApi
from gateways.taobao.platform import TaobaoPlatform
from gateways.taobao.refunds import check_agreed
from gateways.taobao.sign import SignMethod, sign

SAMPLES = os.environ.get("SAMPLES_DIR", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="SAMPLES_DIR is not set: the folder of published samples")


def sample(name: str) -> Any:
    """One published answer."""
    return json.loads((Path(SAMPLES) / "taobao" / name).read_text(encoding="utf-8"))


@pytest.fixture
async def platform(script: Any, http: Http, clock: Any) -> TaobaoPlatform:
    """Taobao, answering what is scripted."""
    connection = TaobaoConnection(base_url="http://top.test/", app_key="1", secret=Secret("a"), session=Secret("b"))
    return TaobaoPlatform(TopApi(connection, http, clock))


def test_the_published_sign_vectors() -> None:
    """One is the platform's own, two follow its rule."""
    vectors = sample("sign_vector.json")
    for vector in vectors["vectors"]:
        method = SignMethod(vector["sign_method"])
        assert sign(vector["params"], secret=vectors["secret"], method=method) == vector["sign"]


async def test_a_request_on_its_way_back(script: Any, platform: TaobaoPlatform) -> None:
    """Every documented field of a return, waybill and deadline with it."""
    script.will_say(sample("refund_get.return_flow.response.json"))
    refund = await platform.refund("181784773340365852")
    assert refund.status is PlatformStatus.WAIT_SELLER_CONFIRM_GOODS
    assert (refund.refund_id, refund.version, refund.amount) == ("181784773340365852", "1664503200000", 100)
    assert (refund.carrier, refund.waybill, refund.qty) == ("申通快递", "202003309991", 1)
    assert refund.deadline is not None
    assert refund.deadline.isoformat() == "2022-10-10T09:58:12+08:00"
    assert not refund.cannot_refuse


async def test_a_real_list_of_requests(script: Any, platform: TaobaoPlatform, clock: Any) -> None:
    """Two of 608 rows: more pages follow, and the ids are exact."""
    page = sample("refunds_receive_get.response.json")
    page["refunds_receive_get_response"]["total_results"] = 2
    script.will_say(page)
    assert await platform.changed_since(clock(), clock()) == ["40594600198410", "146535512261065"]


async def test_a_real_list_without_a_total(script: Any, platform: TaobaoPlatform, clock: Any) -> None:
    """The older dump has neither total nor request id."""
    page = sample("refunds_apply_get.response.json")
    script.will_say({"refunds_receive_get_response": page["refunds_apply_get_response"]})
    assert await platform.changed_since(clock(), clock()) == ["147802226992786"]


ERRORS = {
    "error_app_call_limited.response.json": Fault.RATE_LIMITED,
    "error_isv_invalid_parameter.response.json": Fault.REFUSED,
    "refund_get.error_invalid_session.response.json": Fault.CREDENTIALS,
}


@pytest.mark.parametrize("name", ERRORS)
async def test_a_published_error(script: Any, platform: TaobaoPlatform, name: str) -> None:
    """Each has its class; the ban says how long."""
    script.will_say(sample(name))
    with pytest.raises(GatewayError) as caught:
        await platform.refund("1")
    assert caught.value.fault is ERRORS[name]
    assert (caught.value.retry_after is not None) == (caught.value.fault is Fault.RATE_LIMITED)


async def test_a_real_message_queue(script: Any, platform: TaobaoPlatform) -> None:
    """JSON inside JSON, of another topic than ours."""
    script.will_say(sample("tmc_messages_consume.response.json"))
    (message,) = await platform.consume(10)
    assert (message.message_id, message.topic) == ("1172200053212681005", "taobao_trade_TradeRated")
    assert message.content["tid"] == "519847211351083"


async def test_a_real_refund_message(script: Any, platform: TaobaoPlatform) -> None:
    """Ids above 2^53 come through exactly."""
    raw = (Path(SAMPLES) / "taobao" / "tmc_refund_created.content.json").read_text(encoding="utf-8")
    row = {"id": 1, "topic": "taobao_refund_RefundCreated", "pub_time": "2022-09-29 14:17:15", "content": raw}
    script.will_say({"tmc_messages_consume_response": {"messages": {"tmc_message": [row]}}})
    (message,) = await platform.consume(10)
    assert (message.content["refund_id"], message.content["tid"]) == ("181784773340365852", "2918463734761365258")


def test_a_published_agreement() -> None:
    """The row is there and succeeded; for another request it says nothing."""
    answer = sample("rp_refunds_agree.response.json")["rp_refunds_agree_response"]
    check_agreed(answer, "901")


def test_the_published_agreement_request_has_our_form() -> None:
    """Id, fen, version, phase."""
    text = (Path(SAMPLES) / "taobao" / "rp_refunds_agree.request.txt").read_text(encoding="utf-8").strip()
    form = {name: values[0] for name, values in parse_qs(text).items()}
    assert form["refund_infos"].split("|") == ["9001", "2642", "10001", "onsale"]
    assert form["ignore_code"] == "true"


async def test_a_published_review_answer_counts_as_success(script: Any, http: Http, clock: Any) -> None:
    """`is_success` is how the platform's writes answer."""
    script.will(httpx2.Response(200, json=sample("rp_refund_review.response.json")))
    connection = TaobaoConnection(base_url="http://top.test/", app_key="1", secret=Secret("a"), session=Secret("b"))
    answer = await TopApi(connection, http, clock).write("taobao.rp.refund.review", {}, dict)
    assert answer["is_success"] is True
