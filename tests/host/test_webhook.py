"""Deliveries over HTTP: signed, small, each once; the rest is refused in one line of log."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from bot.host.storage.tables import Delivery, WaitingTask
from bot.host.work.signature import LARGEST, is_signed
from tests.host.asgi import Got, call
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


def test_a_load_of_deliveries_is_taken_whole(service: ServiceWorld) -> None:
    """Each its own id, a tenth of them forged; nobody is served meanwhile."""
    slow = []
    for number in range(100):
        body = as_body(service.town.pushes(MICE, "README.md")[1])
        headers = headers_of("push", body, f"delivery-{number}")
        if number % 10 == 0:
            headers["x-hub-signature-256"] = signed(body, "guess")
        began = perf_counter()
        got = call(service.app, "POST", "/webhook", body=body, headers=headers)
        slow.append(perf_counter() - began)
        assert got.status == (401 if number % 10 == 0 else 202)
    assert len(service.rows(Delivery)) == 90
    assert [task.key for task in service.rows(WaitingTask)] == ["learn/1001/"]
    figures = call(service.app, "GET", "/metrics").text
    assert 'paperbot_deliveries_total{result="taken"} 90.0' in figures
    assert 'paperbot_deliveries_total{result="not signed"} 10.0' in figures
    print(json.dumps({"slowest ms": round(max(slow) * 1000, 1)}))  # noqa: T201  # with -rP


def test_health_and_readiness(service: ServiceWorld) -> None:
    assert call(service.app, "GET", "/healthz").text == "alive\n"
    assert call(service.app, "GET", "/readyz").text == "ready\n"
    service.database.engine.dispose()
    Path(service.settings.database.removeprefix("sqlite:///")).unlink()
    got = call(service.app, "GET", "/readyz")
    assert (got.status, got.text) == (503, "not ready\n")
    assert call(service.app, "GET", "/healthz").status == 200
