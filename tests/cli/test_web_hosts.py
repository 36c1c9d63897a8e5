"""The one door to other hosts, asked on the loopback device."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.care.dead_ends.dead_links import Reply
from bot.cli.web_hosts import WebHosts

REPLIES = {"/moved": 301, "/gone": 404, "/away": 503, "/robots.txt": 200, "/fine": 200}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(REPLIES[self.path])
        if self.path == "/moved":
            self.send_header("Location", "/fine")
        self.end_headers()
        agent = self.headers["User-Agent"]
        assert agent.startswith("paper-bot/")
        assert agent.endswith(" (+me@example.org)")
        if self.command == "GET":
            self.wfile.write(b"User-agent: *\nDisallow: /\n" * 2000)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "reply"),
    [
        ("/fine", Reply(200)),
        ("/moved", Reply(301, "/fine")),
        ("/gone", Reply(404)),
        ("/away", Reply(503)),
    ],
)
@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_reply_is_its_status_and_where_it_points(
    host: str, method: str, path: str, reply: Reply
) -> None:
    assert WebHosts("me@example.org", private=True).ask(method, host + path) == reply


def test_of_a_text_only_so_much_is_read(host: str) -> None:
    reply = WebHosts("me@example.org", private=True).ask("GET", f"{host}/robots.txt", most=20)
    assert reply.text == "User-agent: *\nDisall"


def test_what_lies_inside_a_network_is_not_asked(host: str) -> None:
    assert WebHosts().ask("GET", f"{host}/fine") == Reply(403)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://127.0.0.1:99999/", "http://[x/"])
def test_no_connection_is_status_0_and_a_word(url: str) -> None:
    assert WebHosts(private=True).ask("HEAD", url) == Reply(0, why="no connection")
