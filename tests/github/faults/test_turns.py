"""B. Two runs take turns, call by call, in any order: one pull request, each paper once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.errors import BotError
from bot.core.ports import Json
from bot.github.pull_requests import PullRequests
from bot.proposal import memory
from tests.github.driver import RULES, run, short_api
from tests.github.github_double import GitHubDouble
from tests.github.scenes import SCENES, Scene, end_of, fresh, settle, undisturbed


class Turns:
    """Lets the runners 0 and 1 go on by one call each time the *schedule* names them."""

    def __init__(self, schedule: list[int]) -> None:
        self._schedule: Iterator[int] = cycle(schedule)
        self._alive = {0, 1}
        self._changed = threading.Condition()
        self._now = next(self._schedule)

    def call(self, who: int, action: Callable[[], Json]) -> Json:
        with self._changed:
            assert self._changed.wait_for(lambda: self._now == who, timeout=5)
        try:
            return action()
        finally:
            self._go_on()

    def leave(self, who: int) -> None:
        with self._changed:
            self._alive.discard(who)
            if self._now == who:
                self._go_on()

    def _go_on(self) -> None:
        with self._changed:
            wish = next(self._schedule)
            self._now = wish if wish in self._alive or not self._alive else 1 - wish
            self._changed.notify_all()


class TurnApi:
    """An `Api` whose calls wait for their turn."""

    def __init__(self, double: GitHubDouble, turns: Turns, who: int) -> None:
        self._api, self._turns, self._who = short_api(double), turns, who

    def read(self, path: str, **parameters: str | int) -> Json:
        return self._turns.call(self._who, lambda: self._api.read(path, **parameters))

    def write(self, verb: str, path: str, body: Json) -> Json:
        return self._turns.call(self._who, lambda: self._api.write(verb, path, body))

    def mutate(self, name: str, values: Json, fields: str) -> Json:
        return self._turns.call(self._who, lambda: self._api.mutate(name, values, fields))

    def query(self, query: str, variables: Json) -> Json:
        return self._turns.call(self._who, lambda: self._api.query(query, variables))

    def wait(self, attempt: int) -> None:
        self._api.wait(attempt)


def run_both(double: GitHubDouble, papers: list[int], schedule: list[int]) -> list[BaseException]:
    """Run two bots by *schedule*; return what they raised."""
    turns, raised = Turns(schedule), list[BaseException]()

    def one(who: int) -> None:
        api = TurnApi(double, turns, who)
        try:
            run(PullRequests(api, double.repository, memory=memory, rules=RULES), papers)
        except BaseException as error:  # noqa: BLE001 - a thread's error is looked at below
            raised.append(error)
        finally:
            turns.leave(who)

    threads = [threading.Thread(target=one, args=[who]) for who in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.parametrize("scene", SCENES)
@settings(max_examples=20)
@given(schedule=st.lists(st.sampled_from([0, 1]), min_size=1, max_size=40))
def test_13_two_runs_that_take_turns_end_as_one(scene: Scene, schedule: list[int]) -> None:
    expected, _ = undisturbed(scene)
    with fresh() as double:
        papers = scene(double)
        for error in run_both(double, papers, schedule):
            assert isinstance(error, BotError), error
            assert error.exit_code == 75
        settle(double, papers)
        assert end_of(double) == expected
        assert len(double.open_pulls()) == 1
