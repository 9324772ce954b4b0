"""Every sample story of the sandbox gets in: by the platform's queue and push, or by the shop's own message."""

import asyncio
import json
from pathlib import Path

import httpx2
import pytest
from temporalio.client import Client

from codec.converter import data_converter
from gateways.assembly import ShopGateways
from gateways.http import Http
from gateways.shops import read_shops
from intake.circuits import Circuits
from intake.delivery import Desk
from intake.dispatch import Dispatcher
from intake.handling import Handling
from intake.policies import read_policy
from intake.tmc import TaobaoListener
from sandbox.app import create_app as create_sandbox
from sandbox.credentials import connections
from server import Parts, create_app
from store.pool import Pool
from tests.intake.conftest import now

SAMPLES = sorted((Path(__file__).parents[2] / "sandbox" / "samples").glob("*.json"))

STORIES = {sample.stem: json.loads(sample.read_text()) for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
async def test_sample_becomes_a_claimed_case(pool: Pool, tmp_path: Path, sample: Path) -> None:
    """The story's request is understood, its order has an account, and it waits for Temporal, which is away here."""
    shops = read_shops(connections("http://sandbox.test", "127.0.0.1", 8025))
    policies = {shop_id: read_policy({}, shop) for shop_id, shop in shops.items()}
    desk = Desk(
        client=await Client.connect("127.0.0.1:9", lazy=True, data_converter=data_converter(None, "default")),
        task_queue="nowhere",
    )
    circuits = Circuits(now)

    parts = Parts(
        pool=pool, desk=desk, shops=shops, policies=policies, gateways=ShopGateways(shops, clock=now), listens=False
    )
    to_us = httpx2.ASGITransport(app=create_app(parts))
    world = create_sandbox(tmp_path / "books.db", amends="http://amends.test", amends_transport=to_us)
    to_world = httpx2.ASGITransport(app=world)
    gateways = ShopGateways(shops, clock=now, http=Http(transport=to_world))
    handling = Handling(pool, desk, gateways=gateways.of, circuits=circuits, clock=now)
    dispatcher = Dispatcher(pool, handling, policies=policies, circuits=circuits, clock=now)

    scene = STORIES[sample.stem]
    shop, request_id = scene.get("shop", "demo-shop"), scene["request"]["request_id"]
    ear = TaobaoListener(shop, gateways.of(shop).platform, pool, circuits=circuits, clock=now, wake=dispatcher.wake)
    async with world.router.lifespan_context(world), httpx2.AsyncClient(transport=to_world) as control:
        loaded = await control.post("http://sandbox.test/_world/scenes", json=scene)
        assert loaded.status_code < 300, loaded.text
        async with asyncio.timeout(20):
            while not await pool.fetchval("SELECT count(*) FROM inbox"):
                await ear.consume_once()
                await asyncio.sleep(0.05)
            await dispatcher.round()

    assert await pool.fetchval("SELECT external_id FROM case_ids") == request_id
    assert await pool.fetchval("SELECT count(*) FROM order_accounts") == 1
    assert {row["state"] for row in await pool.fetch("SELECT state FROM inbox")} == {"waiting"}
