"""EDGE: asks hosts of the public web one question each, small and bounded in time."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.care import Reply
from bot.core.version import __version__

if TYPE_CHECKING:
    import requests

_WAIT = (5.0, 10.0)  # seconds: for a connection, and between two bytes
_CHUNK = 2**14  # bytes
_NOT_PUBLIC = 403  # HTTP status: what lies inside a network is not ours to ask


class WebHosts:
    """The web as `bot.care` asks it; *private* networks are left alone unless a test wants them."""

    def __init__(self, contact: str = "", *, private: bool = False) -> None:
        note = f" (+{contact})" if contact else ""
        self._agent = f"paper-bot/{__version__}{note}"
        self._private = private

    def ask(self, method: str, url: str, *, most: int = 0) -> Reply:
        """Return the reply to one request that follows no redirection, and *most* bytes of it."""
        import requests  # noqa: PLC0415 - only where links are asked for

        try:
            if not (self._private or _is_public(url)):
                return Reply(_NOT_PUBLIC)
            with requests.request(
                method,
                url,
                headers={"User-Agent": self._agent, "Accept": "*/*"},
                timeout=_WAIT,
                allow_redirects=False,
                stream=True,
            ) as response:
                text = b"".join(_bytes(response, most)).decode("utf-8", "replace")
                to = response.headers.get("Location", "") if response.is_redirect else ""
                return Reply(response.status_code, to, text)
        except socket.gaierror:
            return Reply(0, why="there is no such host")
        except requests.exceptions.SSLError:
            return Reply(0, why="its certificate is not valid")
        except requests.exceptions.Timeout:
            return Reply(0, why="no answer in time")
        except (requests.exceptions.RequestException, OSError, ValueError):
            return Reply(0, why="no connection")


def _bytes(response: requests.Response, most: int) -> Iterator[bytes]:
    left = most
    for chunk in response.iter_content(_CHUNK) if most else ():
        yield chunk[:left]
        left -= len(chunk)
        if left <= 0:
            return


def _is_public(url: str) -> bool:
    """Whether the host of *url* is of the public internet, or a proxy will know."""
    import requests  # noqa: PLC0415 - as above

    if requests.utils.get_environ_proxies(url):
        return True
    host = urlsplit(url).hostname or ""
    addresses = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    with contextlib.suppress(ValueError):
        return all(
            ipaddress.ip_address(address.partition("%")[0]).is_global for address in addresses
        )
    return False
