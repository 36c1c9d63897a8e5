"""Any writes of any runs answered by 502 or nothing, applied or not: a wish counts once.

`python -m tests.road.doubts 300` runs seeds 0 to 299 and tells what ends otherwise.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import suppress

from bot.core.errors import BotError
from tests.github.github_answers import Answer
from tests.github.github_double import Fault
from tests.road.steered import Scene
from tests.road.test_kills import DEEDS, end_of, undisturbed

_BAD_GATEWAY = Answer(502, b"<html>Bad gateway</html>")


def difference(seed: int) -> str:
    """Return what is otherwise after the runs of *seed* and two quiet ones, "" if nothing."""
    draw = random.Random(seed)  # noqa: S311  # repeatable, not secret
    deed, share = draw.choice(DEEDS), draw.choice((0.2, 0.5, 0.8, 1.0))
    applied = draw.choice((0.0, 0.5, 1.0))

    def fault(_number: int, verb: str, _path: str) -> Fault | None:
        if verb == "GET" or draw.random() >= share:
            return None
        return Fault(draw.random() < applied, draw.choice((_BAD_GATEWAY, None)))

    with Scene() as scene:
        deed(scene)
        scene.github.fault = fault
        for _ in range(draw.choice((1, 1, 2, 3))):
            with suppress(BotError):
                scene.sync()
        scene.github.fault = lambda *_: None
        scene.sync()
        scene.sync()
        branches, bodies, said = end_of(scene)
    expected = undisturbed(deed)
    now = (branches, bodies, [text for text, _ in said])
    then = (*expected[:2], [text for text, _ in expected[2]])
    parts = zip(("branches", "bodies", "comments"), now, then, strict=True)
    return ", ".join(name for name, here, there in parts if here != there)


def main(seeds: int, tell: Callable[[str], None]) -> int:
    """Run *seeds* seeds, tell what differs, and return how many do."""
    found = {seed: told for seed in range(seeds) if (told := difference(seed))}
    for seed, told in found.items():
        tell(f"seed {seed}: other {told}")
    tell(f"{len(found)} of {seeds} runs in doubt ended otherwise than undisturbed")
    return len(found)


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]), print)))
