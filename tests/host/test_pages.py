"""The pages: who may look, that nothing from outside lives in them, and that they stay bounded."""

from __future__ import annotations

from base64 import b64encode
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.host.queueing.inline_queue import InlineQueue
from bot.host.service import HostSettings, open_database, web_of
from tests.arxiv.fakes import NOW, FakeClock
from tests.host.asgi import Got, call
from tests.host.filled import fill
from tests.host.service_world import next_due

TOKEN = "an-admin-token"


def application(folder: Path, lists: int, token: str = "") -> Starlette:
    environ = {"PAPER_BOT_WEBHOOK_SECRET": "x" * 32, "PAPER_BOT_ADMIN_TOKEN": token}
    clock = FakeClock()
    settings = HostSettings(
        database=f"sqlite:///{folder / 'host.db'}", environ=environ, clock=clock, next_due=next_due
    )
    database = open_database(settings)
    fill(database, lists, now=NOW)
    return web_of(settings, database, InlineQueue(database, clock)).app()


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Starlette:
    return application(tmp_path_factory.mktemp("pages"), 120)


class Elements(HTMLParser):
    """What a page is made of: tags, and the attributes of each."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("path", ["/", "/?page=1", "/?only=trouble", "/?page=x", "/lists/1"])
def test_nothing_from_outside_lives_in_a_page(app: Starlette, path: str) -> None:
    page = call(app, "GET", path).text
    elements = Elements(page)
    assert not {"script", "img", "iframe", "form", "style"} & set(elements.tags)
    assert not [name for name, _ in elements.attributes if name.startswith("on") or name == "style"]
    links = [value for name, value in elements.attributes if name in {"href", "src"}]
    assert all(link.startswith(("/", "#", "https://")) for link in links)
    assert "\u202e" not in page
    assert "49" not in "".join(t for t in elements.texts if "7 * 7" in t)


def test_a_page_shows_a_hundred_lists_and_leads_on(app: Starlette) -> None:
    first, second = (call(app, "GET", path).text for path in ("/", "/?page=1"))
    assert first.count("/lists/") == 100
    assert second.count("/lists/") == 20
    assert 'href="/?page=1"' in first
    assert 'href="/?page=0"' in second
    assert "octo: 41 requests left" in first
    assert "asked to wait 2 times" in first


def test_the_page_of_a_list_says_why(app: Starlette) -> None:
    page = call(app, "GET", "/lists/1").text
    assert "keyword mice" in page
    assert "87% of the newest entries" in page
    assert "Trouble:" in page
    assert call(app, "GET", "/lists/4711").status == 404


HERE = {"client": "127.0.0.1", "host": "127.0.0.1:8080"}
AWAY = {"client": "10.0.0.5", "host": "bot.example"}
BASIC = {"authorization": f"Basic {b64encode(b'me:' + TOKEN.encode()).decode()}"}
LOOKS = [
    ("", HERE, {}, 200),
    ("", {"client": "::1", "host": "[::1]:8080"}, {}, 200),
    ("", {"client": "127.0.0.1", "host": "localhost:8080"}, {}, 200),
    ("", {"client": "10.0.0.5", "host": "127.0.0.1:8080"}, {}, 403),
    ("", {"client": "127.0.0.1", "host": "evil.example"}, {}, 403),
    ("", HERE, {"x-forwarded-for": "1.2.3.4"}, 403),
    (TOKEN, HERE, {}, 401),
    (TOKEN, AWAY, BASIC, 200),
    (TOKEN, AWAY, {"authorization": f"Bearer {TOKEN}"}, 200),
    (TOKEN, HERE, {"authorization": "Basic !!"}, 401),
    (TOKEN, HERE, {"authorization": "Bearer wrong"}, 401),
]  # fmt: skip


@pytest.mark.parametrize(("token", "where", "headers", "status"), LOOKS)
def test_who_may_look(
    tmp_path: Path, token: str, where: dict[str, str], headers: dict[str, str], status: int
) -> None:
    app = application(tmp_path, 1, token)
    for path in ("/", "/lists/1", "/metrics"):
        got = call(app, "GET", path, headers=headers, client=where["client"], host=where["host"])
        assert got.status == status
    assert call(app, "GET", "/healthz", client="10.0.0.5").status == 200


def test_nothing_can_be_changed_and_nothing_is_loaded_from_elsewhere(app: Starlette) -> None:
    for verb in ("POST", "PUT", "DELETE"):
        assert call(app, verb, "/").status == 405
    got: Got = call(app, "GET", "/")
    assert "default-src 'none'" in got.headers["content-security-policy"]
    assert got.headers["x-content-type-options"] == "nosniff"
    assert "http" not in call(app, "GET", "/style.css").text
