"""The one door to other hosts, asked on the loopback device."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.care.dead_ends.dead_links import Reply
from bot.cli.web_hosts import WebHosts, is_public

REPLIES = {
    "/moved": 301,
    "/raw": 301,
    "/drips": 200,
    "/gone": 404,
    "/away": 503,
    "/robots.txt": 200,
    "/fine": 200,
}
PLACES = {"/moved": "/fine", "/raw": "/\u00e9".encode().decode("latin-1")}
OVER = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/drips":
            for byte in b"HTTP/1.1 200 It takes its time":
                self.wfile.write(bytes([byte]))
                OVER.wait(0.05)
        self.send_response(REPLIES[self.path])
        if self.path in PLACES:
            self.send_header("Location", PLACES[self.path])
        self.end_headers()
        assert "Authorization" not in self.headers
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
        ("/raw", Reply(301, "/\u00e9")),
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


def test_credentials_stay_at_home(
    host: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    web = WebHosts("me@example.org", private=True)
    for url in (host, host.replace("://", "://me:secret@")):
        assert web.ask("GET", f"{url}/robots.txt", most=10) == Reply(200, text="User-agent")


def test_a_reply_that_drips_is_not_waited_for(host: str) -> None:
    web = WebHosts("me@example.org", private=True, longest=0.1)
    assert web.ask("HEAD", f"{host}/drips") == Reply(0, why="no answer in time")
    OVER.set()


@pytest.mark.parametrize(
    ("code", "why"),
    [(socket.EAI_NONAME, "there is no such host"), (socket.EAI_AGAIN, "no connection")],
)
def test_only_a_name_that_is_unknown_is_no_host(
    monkeypatch: pytest.MonkeyPatch, code: int, why: str
) -> None:
    def getaddrinfo(*_: object) -> None:
        raise socket.gaierror(code, "")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert WebHosts().ask("HEAD", "http://code.example.org/") == Reply(0, why=why)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("10.0.0.1", False),
        ("::1", False),
        ("::127.0.0.1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("fec0::1", False),
        ("fe80::1%eth0", False),
        ("localhost", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) == public
