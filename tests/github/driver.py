"""One run of the bot as the forge sees it, with an editor that knows one kind of line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from bot.core.ports import Json
from bot.core.window import Window
from bot.github.answers import Api
from bot.github.client import GitHubHome, open_forge
from bot.github.credentials import Credential, Token
from bot.github.pull_requests import PullRequests
from bot.github.requester import GitHubApi
from bot.proposal import memory
from bot.proposal.body import compose
from bot.proposal.house_rules import NO_RULES, HouseRules
from bot.proposal.proposed import Forge, Item, Notes, Outcome, Proposal, Standing
from bot.proposal.state import State, decode
from classifier.papers.paper import ArxivId
from tests.github.github_answers import Answer, Request
from tests.github.github_double import Fault, GitHubDouble, PullRecord

NAME, PATH = "mice", "PAPERS.md"
BRANCH = f"paper-bot/{NAME}"
LIST = (
    b"# Mice\n\n## Field mice\n- [Old one](https://arxiv.org/abs/2401.00001)\n\n"
    b"## House mice\n- x\n"
)
RULES = HouseRules(labels=("papers",), reviewers=("ada", "octo/writers"), assignees=("bo",))
WINDOW = Window(datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))


class FakeClock:
    """Stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic(self) -> float:
        return sum(self.slept)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


def forge_of(
    double: GitHubDouble,
    *,
    clock: FakeClock | None = None,
    labels: Sequence[str] = (),
    rules: HouseRules | None = None,
    wait_budget: float = 600,
    credential: Credential | None = None,
    fork: bool = False,
    below: str = "",
) -> Forge:
    home = GitHubHome(
        repository=double.former or double.repository,
        credential=credential or Token(double.token),
        clock=clock or FakeClock(),
        api_url=double.url + below,
        wait_budget=wait_budget,
        pace=0,
        fork=fork,
    )
    rules = rules or HouseRules(labels=tuple(labels))
    return open_forge(home, memory=memory, rules=rules)


def item(number: int) -> Item:
    return Item(
        arxiv_id=ArxivId(f"2611.{number:05}"),
        title=f"Mice number {number}",
        authors=("Ada Mouse", "Bo Vole"),
        year=2026,
        section=("Mice", "Field mice"),
        probability=0.9,
        reasons=("keyword mice",),
    )


def line(number: int) -> bytes:
    return f"- [Mice number {number}](https://arxiv.org/abs/2611.{number:05})\n".encode()


def propose(standing: Standing, numbers: Sequence[int], rules: HouseRules = NO_RULES) -> Proposal:
    """Put what is neither listed nor refused below the old entry, as the rooms of the run do."""
    before = standing.files[PATH]
    fresh = [
        n for n in numbers
        if item(n).arxiv_id.encode() not in before and item(n).arxiv_id not in standing.refused
    ]  # fmt: skip
    head, mark, tail = before.partition(b"\n\n## House mice")
    lines = b"".join(line(n) for n in fresh)
    newline = b"\n" if lines else b""
    after = head + newline + lines.removesuffix(b"\n") + mark + tail
    return compose(
        NAME,
        items=[item(n) for n in fresh],
        pending=memory.pending(standing),
        before=standing.files,
        after={PATH: after},
        window=WINDOW,
        refused=sorted(standing.refused),
        notes=Notes(requests=3, version="0.1"),
        rules=rules,
    )


def run(forge: Forge, numbers: Sequence[int], rules: HouseRules = NO_RULES) -> Outcome:
    standing = forge.standing(NAME, [PATH])
    return forge.publish(propose(standing, numbers, rules), standing)


class Killed(BaseException):
    """The process died here."""


class MortalApi:
    """An `Api` that dies at its k-th call, before it is sent or after it was applied."""

    def __init__(self, api: Api, *, at: int, after: bool) -> None:
        self._api, self._at, self._after = api, at, after
        self.calls = 0

    def _live(self, call: Callable[[], Json]) -> Json:
        self.calls += 1
        if self.calls == self._at and not self._after:
            raise Killed
        dies = self.calls == self._at
        try:
            return call()
        finally:
            if dies:
                raise Killed

    def read(self, path: str, **parameters: str | int) -> Json:
        return self._live(lambda: self._api.read(path, **parameters))

    def write(self, verb: str, path: str, body: Json) -> Json:
        return self._live(lambda: self._api.write(verb, path, body))

    def mutate(self, name: str, values: Json, fields: str) -> Json:
        return self._live(lambda: self._api.mutate(name, values, fields))

    def query(self, query: str, variables: Json) -> Json:
        return self._live(lambda: self._api.query(query, variables))

    def wait(self, attempt: int) -> None:
        self._api.wait(attempt)


class ShortWire:
    """PyGithub's place taken by a function call: as strict as the socket and much faster."""

    graphql_url = "/graphql"

    def __init__(self, double: GitHubDouble) -> None:
        self._double = double

    def requestJson(
        self,
        verb: str,
        url: str,
        parameters: dict[str, Any] | None = None,
        headers: dict[str, Any] | None = None,  # noqa: ARG002
        input: Any | None = None,
    ) -> tuple[int, dict[str, Any], str]:
        path = f"{url}?{urlencode(parameters)}" if parameters else url
        answer = self._double.serve(Request(verb, path, input, self._double.token))
        if answer is None:
            raise ConnectionResetError
        return answer.status, dict(answer.headers), answer.data().decode()


def short_api(double: GitHubDouble) -> GitHubApi:
    return GitHubApi(ShortWire(double), clock=FakeClock(), wait_budget=0)


def short_forge(double: GitHubDouble, *, fork: bool = False) -> Forge:
    return PullRequests(short_api(double), double.repository, memory=memory, rules=RULES, fork=fork)


def mortal_forge(
    double: GitHubDouble, *, at: int, after: bool, fork: bool = False
) -> tuple[Forge, MortalApi]:
    api = MortalApi(short_api(double), at=at, after=after)
    forge = PullRequests(api, double.repository, memory=memory, rules=RULES, fork=fork)
    return forge, api


def listed(*numbers: int) -> bytes:
    old = b"2401.00001)\n"
    return LIST.replace(old, old + b"".join(line(n) for n in numbers))


def state_of(pull: PullRecord) -> State:
    state = decode(pull.body)
    assert isinstance(state, State)
    return state


def ids_of(pull: PullRecord) -> list[str]:
    return [item.arxiv_id for item in state_of(pull).items]


def answering(answer: Answer | None, *calls: int) -> Callable[[int, str, str], Fault | None]:
    return lambda number, _verb, _path: Fault(False, answer) if number in calls else None


def once(verb: str, end: str, answer: Answer) -> Callable[[int, str, str], Fault | None]:
    hits: list[int] = []

    def fault(number: int, called: str, path: str) -> Fault | None:
        if called == verb and path.endswith(end) and not hits:
            hits.append(number)
            return Fault(False, answer)
        return None

    return fault
