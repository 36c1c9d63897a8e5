"""Answers that drip, stall or break, on bare sockets, and the way through a proxy."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from bot.arxiv.http.retry_policy import Patience
from bot.core.errors import TryAgainLater
from tests.arxiv.fakes import client


@contextmanager
def listener(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that treats each connection as told."""
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                serve(connection)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    finally:
        stop.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def test_a_silent_server_is_left_after_the_time_to_read() -> None:
    def silent(connection: socket.socket) -> None:
        connection.settimeout(5)
        while connection.recv(4096):
            pass

    with listener(silent) as url, pytest.raises(TryAgainLater, match="no answer in time"):
        client(patience=Patience(read=0.05, tries=2)).ask(url, {}, bytes)


def test_a_damaged_compression_is_asked_again() -> None:
    def damaged(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"
        )

    with listener(damaged) as url, pytest.raises(TryAgainLater, match="cut off, twice in a row"):
        client(patience=Patience(tries=2)).ask(url, {}, bytes)


def drip(head: bytes) -> Callable[[socket.socket], None]:
    """Send *head* at once, and then a byte now and then, for ever."""

    def serve(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.settimeout(5)
        with suppress(OSError):
            connection.sendall(head)
            while True:
                connection.sendall(b"x")
                time.sleep(0.01)

    return serve


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nX-Long: ",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",  # ends where the connection does: half looks whole
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
    ],
)
def test_an_answer_that_drips_is_given_up_wherever_it_does(head: bytes) -> None:
    patience = Patience(answer=0.2, tries=2)
    with (
        listener(drip(head)) as url,
        pytest.raises(TryAgainLater, match=r"took over 0\.2 s, twice in a row"),
    ):
        client(patience=patience).ask(url, {}, bytes)


def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []

    def proxy(connection: socket.socket) -> None:
        asked.append(connection.recv(4096))
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")

    with listener(proxy) as url:
        monkeypatch.setenv("http_proxy", url)
        assert client().ask("http://arxiv.example/api", {}, bytes) == b"hi"
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert client().ask(url, {}, bytes) == b"hi"
    assert [line.split(b"\r\n")[0] for line in asked] == [
        b"GET http://arxiv.example/api HTTP/1.1",
        b"GET / HTTP/1.1",
    ]
