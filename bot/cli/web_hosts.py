"""EDGE: asks hosts of the public web one question each, small and bounded in time."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.care import Reply
from bot.core.version import __version__

if TYPE_CHECKING:
    import requests

_WAIT = (5.0, 10.0)  # seconds: for a connection, and between two bytes
_LONGEST = 30.0  # seconds for all of a reply, however it drips
_CHUNK = 2**14  # bytes
_NOT_PUBLIC = 403  # HTTP status: what lies inside a network is not ours to ask
_IN_USE = ipaddress.ip_network("2000::/3")  # IANA: the IPv6 addresses of the public internet
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


class WebHosts:
    """The web as `bot.care` asks it; *private* networks are left alone unless a test wants them."""

    def __init__(
        self, contact: str = "", *, private: bool = False, longest: float = _LONGEST
    ) -> None:
        note = f" (+{contact})" if contact else ""
        self._agent = f"paper-bot/{__version__}{note}"
        self._private, self._longest = private, longest

    def ask(self, method: str, url: str, *, most: int = 0) -> Reply:
        """Return the reply to one request that follows no redirection, and *most* bytes of it."""
        replies: list[Reply] = []
        asking = threading.Thread(
            target=lambda: replies.append(self._reply(method, url, most)), daemon=True
        )
        asking.start()
        asking.join(self._longest)
        return replies[0] if replies else Reply(0, why="no answer in time")

    def _reply(self, method: str, url: str, most: int) -> Reply:
        import requests  # noqa: PLC0415 - only where links are asked for

        try:
            if not (self._private or _is_outside(url)):
                return Reply(_NOT_PUBLIC)
            with requests.request(
                method,
                url,
                headers={"User-Agent": self._agent, "Accept": "*/*"},
                auth=lambda request: request,  # else ~/.netrc and "user:word@" would go along
                timeout=_WAIT,
                allow_redirects=False,
                stream=True,
            ) as response:
                text = b"".join(_bytes(response, most)).decode("utf-8", "replace")
                to = response.headers.get("Location", "") if response.is_redirect else ""
                to = to.encode("latin-1").decode("utf-8", "replace")  # raw, as browsers read it
                return Reply(response.status_code, to, text)
        except socket.gaierror as error:
            is_unknown = error.errno == socket.EAI_NONAME
            return Reply(0, why="there is no such host" if is_unknown else "no connection")
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


def _is_outside(url: str) -> bool:
    """Whether the host of *url* is of the public internet, or a proxy will know."""
    import requests  # noqa: PLC0415 - as above

    if requests.utils.get_environ_proxies(url):
        return True
    host = urlsplit(url).hostname or ""
    return all(is_public(str(info[4][0])) for info in socket.getaddrinfo(host, None))


def is_public(address: str) -> bool:
    """Whether an IP *address* is of the public internet, by the IPv4 address it stands for."""
    with contextlib.suppress(ValueError):
        ip = ipaddress.ip_address(address.partition("%")[0])
        if ip in _NAT64:
            ip = ipaddress.ip_address(int(ip) % 2**32)
        return ip.is_global and (
            isinstance(ip, ipaddress.IPv4Address) or (ip in _IN_USE and ip.sixtofour is None)
        )
    return False
