"""The pages in a real browser: axe, the keyboard, 390 pixels, light and dark.

Debian's Chromium opens a harness that holds the page in a frame, and says what it found as JSON.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from tests.conftest import ROOT
from tests.host.asgi import call
from tests.host.test_pages import application

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
AXE = ROOT / "tools" / "actionlint" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no browser here: apt-get install chromium"),
    pytest.mark.skipif(not AXE.exists(), reason="`make workflows` installs axe-core"),
]
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--dump-dom", "--virtual-time-budget=20000")  # fmt: skip
HARNESS = """<!doctype html><html lang="en"><title>harness</title><body>
<iframe id="f" title="page" width="WIDTH" height="844" src="PATH"></iframe><script>
f.onload = async () => {
  const page = f.contentDocument, told = {};
  const axe = await f.contentWindow.axe.run(page, {resultTypes: ["violations"]});
  told.violations = axe.violations.map(v => v.id + " " + v.nodes.map(n => n.target).join(" "));
  told.passes = axe.passes.length;
  told.width = page.documentElement.scrollWidth;
  const stops = [...page.querySelectorAll("a[href], summary")].filter(
    one => one.tagName == "SUMMARY" || !one.closest("details:not([open])"));
  told.stops = stops.length;
  told.unseen = stops.filter(one => {
    one.focus();
    const style = f.contentWindow.getComputedStyle(one);
    return page.activeElement !== one || style.outlineStyle === "none";
  }).map(one => one.outerHTML);
  told.first = stops[0].textContent;
  told.back = f.contentWindow.getComputedStyle(page.body).backgroundColor;
  document.body.innerHTML = "<pre>" + JSON.stringify(told).replace(/</g, "&lt;") + "</pre>";
};</script></body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The pages without their policy, which lets no script in, and with axe beside them."""
    app = application(tmp_path_factory.mktemp("browser"), 4)

    def bare(request: Request) -> Response:
        got = call(app, "GET", "/" + request.path_params["path"])
        kind = got.headers["content-type"]
        text = got.text.replace("</body>", '<script src="/axe.js"></script></body>')
        text = text.replace('href="/style.css"', 'href="/bare/style.css"')
        return Response(text, media_type=kind)

    def harness(request: Request) -> Response:
        page = HARNESS.replace("PATH", f"/bare{request.query_params['path']}")
        return HTMLResponse(page.replace("WIDTH", request.query_params["width"]))

    routes = [
        Route("/axe.js", lambda _: Response(AXE.read_text("utf-8"), media_type="text/javascript")),
        Route("/bare/{path:path}", bare),
        Route("/harness", harness),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def seen(address: str, path: str, width: int, folder: Path, *, dark: bool) -> dict[str, Any]:
    url = f"{address}/harness?path={path}&width={width}"
    scheme = f"--blink-settings=preferredColorScheme={0 if dark else 1}"
    command = [CHROMIUM, *QUIET, f"--user-data-dir={folder}", scheme, url]
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=100, check=True)
    match = re.search(r"<pre>(.*)</pre>", dumped.stdout, re.DOTALL)
    assert match, dumped.stdout
    report: dict[str, Any] = json.loads(unescape(match[1]))
    return report


@pytest.mark.parametrize(
    ("path", "width", "dark"), [("/", 390, True), ("/", 1200, False), ("/lists/1", 390, False)]
)
def test_a_page_is_readable_for_everybody(
    address: str, tmp_path: Path, path: str, width: int, *, dark: bool
) -> None:
    report = seen(address, path, width, tmp_path, dark=dark)
    assert report["violations"] == []
    assert report["passes"] > 10
    assert report["width"] <= width
    assert report["first"] == "Skip to the content"
    assert report["stops"] > 4
    assert report["unseen"] == []
    assert report["back"] == ("rgb(18, 22, 27)" if dark else "rgb(255, 255, 255)")
