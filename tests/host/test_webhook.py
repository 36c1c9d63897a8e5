"""Deliveries over HTTP: signed, small, each once; the rest is refused in one line of log."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.host.handlers.deliveries import Deliveries
from bot.host.storage.noting import note as stored
from bot.host.storage.tables import Delivery, WaitingTask
from bot.host.work.webhook_events import LARGEST, is_signed, read_event
from tests.host.asgi import Got, call, call_together
from tests.host.service_world import LIST, ServiceWorld, service_world
from tests.host.town import as_body, headers_of, signed

MICE = "octo/mice"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ServiceWorld]:
    with service_world(tmp_path, {MICE: {"README.md": LIST}}) as world:
        yield world


def post(service: ServiceWorld, body: bytes, **headers: str) -> Got:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    base = headers_of("push", body, "delivery-1")
    return call(service.app, "POST", "/webhook", body=body, headers={**base, **named})


def test_a_delivery_is_taken_once_by_its_id(service: ServiceWorld) -> None:
    event = service.town.installs(MICE)
    answers = [service.deliver(event, delivery=name).text for name in ("first-one", "first-one")]
    assert answers == ["taken\n", "known\n"]
    assert [task.key for task in service.rows(WaitingTask)] == ["learn/1001/"]
    assert service.deliver(("ping", {}), delivery="second-one").text == "ignored\n"
    assert len(service.rows(Delivery)) == 2


FORGED = b'{"secret-of-mine": 1}'
REFUSED = [
    (FORGED, {"x_hub_signature_256": ""}, 401),
    (FORGED, {"x_hub_signature_256": signed(FORGED, "guess")}, 401),
    (FORGED, {"x_hub_signature_256": "sha1=0"}, 401),
    (FORGED, {"x_hub_signature_256": "sha256=é"}, 401),
    (FORGED, {"x_github_delivery": ""}, 400),
    (FORGED, {"x_github_delivery": "a\nb:c d"}, 400),
    (FORGED, {"x_github_event": "Push!"}, 400),
    (FORGED, {}, 400),
    (b"{", {}, 400),
    (b"[" * 100_000, {}, 400),
    (b"x" * (LARGEST + 1), {}, 413),
]


@pytest.mark.parametrize(("body", "headers", "status"), REFUSED)
def test_what_is_no_delivery_is_refused_and_leaves_nothing(
    service: ServiceWorld,
    caplog: pytest.LogCaptureFixture,
    body: bytes,
    headers: dict[str, str],
    status: int,
) -> None:
    caplog.set_level(logging.INFO)
    assert post(service, body, **headers).status == status
    assert len(caplog.records) <= 1
    assert "secret-of-mine" not in caplog.text
    assert service.rows(Delivery) == service.rows(WaitingTask) == []


def test_without_a_secret_nothing_is_signed() -> None:
    assert not is_signed(b"x", signed(b"x", ""), "")
    assert is_signed(b"x", signed(b"x", "secret"), "secret")


def test_a_load_of_deliveries_at_once_is_taken_whole_each_once(
    service: ServiceWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """A tenth of them forged, a tenth doubled; the rest is stored together, a commit for many."""
    body = as_body(service.town.pushes(MICE, "README.md")[1])
    requests = []
    for number in range(100):
        headers = headers_of("push", body, f"delivery-{number // 2 if number < 20 else number}")
        if number % 10 == 9:
            headers["x-hub-signature-256"] = signed(body, "guess")
        requests.append(headers)
    commits: list[object] = []
    sa.event.listen(service.database.engine, "commit", commits.append)
    answers = call_together(service.app, "/webhook", body, requests)
    texts = Counter(answer.text for answer in answers)
    assert texts == {"taken\n": 82, "known\n": 8, "not signed\n": 10}
    assert len(commits) < 20
    assert len(service.rows(Delivery)) == 82
    assert [task.key for task in service.rows(WaitingTask)] == ["learn/1001/"]
    figures = call(service.app, "GET", "/metrics").text
    assert 'paperbot_deliveries_total{result="taken"} 82.0' in figures
    assert 'paperbot_deliveries_total{result="not signed"} 10.0' in figures
    assert [record.getMessage() for record in caplog.records if "refused" in record.message] == [
        "refused a delivery: not signed with the secret"
    ]
    service.clock.elapsed += 60
    post(service, FORGED, x_hub_signature_256="")
    assert caplog.messages[-1].endswith("(10 refused since the last such line)")


def test_one_delivery_that_cannot_be_stored_spoils_no_other(
    service: ServiceWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def note(*args: Any, **named: Any) -> None:
        if args[1].there[0].name == "octo/bad":
            raise ZeroDivisionError
        stored(*args, **named)

    monkeypatch.setattr("bot.host.storage.noting.note", note)
    taker = Deliveries(service.database, service.queue, service.clock)

    async def together() -> list[object]:
        names = ["octo/mice", "octo/bad", "octo/mice", "octo/voles"]
        facts = [
            read_event("repository", named_event(number, name)) for number, name in enumerate(names)
        ]
        taken = (taker.take(f"delivery-{n}", "repository", f) for n, f in enumerate(facts))
        return await asyncio.gather(*taken, return_exceptions=True)

    first, bad, *rest = asyncio.run(together())
    assert isinstance(bad, ZeroDivisionError)
    assert [first, *rest] == ["taken"] * 3


def named_event(number: int, name: str) -> dict[str, Any]:
    repository = {"id": number, "full_name": name}
    return {"action": "renamed", "installation": {"id": 7}, "repository": repository}


def test_health_and_readiness(service: ServiceWorld) -> None:
    assert call(service.app, "GET", "/healthz").text == "alive\n"
    assert call(service.app, "GET", "/readyz").text == "ready\n"
    service.database.engine.dispose()
    Path(service.settings.database.removeprefix("sqlite:///")).unlink()
    got = call(service.app, "GET", "/readyz")
    assert (got.status, got.text) == (503, "not ready\n")
    assert call(service.app, "GET", "/healthz").status == 200
