"""One answer, whoever asks: a run, `bot explain` and `bot rank` on invented lists."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from bot.cli import parser as cli

WORDS = {
    "Serving": "serving batching latency throughput scheduler cache prefill decoding request load",
    "Planning": "planning search tree agent goal action reward tool subtask horizon rollout",
    "Bees": "bee hive honey pollen queen swarm nectar comb brood apiary foraging",
    "Bridges": "bridge girder truss span cable concrete load pier deck vibration fatigue",
    "Tides": "tide moon ocean current salinity coast wave estuary gauge surge model",
}
NAMES = tuple(WORDS)
CONFIG = """\
[list]
name = "mine"
files = ["README.md"]

[arxiv]
categories = ["cs.LG", "cs.DC"]

[select]
budget = 4
min_probability = 0.2
near_misses = 5
"""
RULES = '[rules.keywords]\n"{}" = 1.5\n'


def _record(chance: random.Random, number: int, topic: str, day: str) -> dict[str, str]:
    words = WORDS[topic].split()
    title = " ".join([topic, *chance.sample(words, 4)])
    about = ". ".join(" ".join(chance.choices(words, k=6)) for _ in range(4))
    return {
        "id": f"{day[2:4]}{day[5:7]}.{number:05d}",
        "title": title,
        "abstract": f"{about}. Number {number}.",
        "authors": "Ada Mouse",
        "categories": chance.choice(("cs.LG", "cs.DC", "cs.DC math.CO", "math.CO")),
        "date": day,
    }


def invent(folder: Path, seed: int) -> None:
    """Write a list of two topics, papers older and newer, and a config with or without a rule."""
    chance = random.Random(seed)  # noqa: S311 - invented lists keep no secret
    older = chance.choice((5, 60, 150))  # too few to compare with, some, enough
    here, there = chance.sample(NAMES, 2)
    listed = [_record(chance, n, chance.choice((here, there)), "2026-01-15") for n in range(1, 13)]
    past = [_record(chance, n, chance.choice(NAMES), "2026-02-10") for n in range(1, older)]
    new = [_record(chance, n, chance.choice(NAMES), f"2026-03-0{n % 7 + 2}") for n in range(1, 60)]
    lines = [f"# A list\n\n## {here}\n"]
    lines += [f"- [{p['title']}](https://arxiv.org/abs/{p['id']})" for p in listed[:6]]
    lines += [f"\n## {there}\n"]
    lines += [f"- [{p['title']}](https://arxiv.org/abs/{p['id']})" for p in listed[6:]]
    (folder / "config").mkdir()
    (folder / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    rules = RULES.format(WORDS[here].split()[0]) if seed % 2 else ""
    (folder / "config" / "mine.toml").write_text(CONFIG + rules, encoding="utf-8")
    papers = "".join(json.dumps(record) + "\n" for record in (*listed, *past, *new))
    (folder / "papers.jsonl").write_text(papers, encoding="utf-8")


@pytest.mark.parametrize("seed", range(12))
def test_a_paper_is_as_likely_in_a_run_as_when_asked_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    invent(tmp_path, seed)
    monkeypatch.chdir(tmp_path)

    def told(*args: str) -> list[dict[str, object]]:
        assert cli.main([*args, "--config", "config/mine.toml", "--json"]) == 0
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    window = ("--since", "2026-03-02", "--until", "2026-03-10")
    [run] = told("run", *window, "--source", "papers.jsonl", "--dry-run")
    ranked = told("rank", *window, "--papers", "papers.jsonl")
    chances = {str(line["arxiv_id"]): line["probability"] for line in ranked}
    groups = ("proposed", "could_not_place", "near_misses")
    shown = {p["arxiv_id"]: (g, p["probability"]) for g in groups for p in run[g]}  # type: ignore[attr-defined]  # lists
    some = [*list(shown)[:: max(1, len(shown) // 3)], max(chances, key=lambda one: chances[one])]  # type: ignore[arg-type,return-value]  # numbers
    for name in dict.fromkeys(some):
        [why] = told("explain", name, *window, "--papers", "papers.jsonl")
        assert why["probability"] == pytest.approx(chances[name], abs=1e-4)
        if name in shown:
            group, chance = shown[name]
            assert why["probability"] == pytest.approx(chance, abs=1e-4)
            assert (why["decision"] == "proposed") == (group == "proposed")
