"""The shipped rules of PAPERS.md, on invented papers: each section takes what it is for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from classifier.judging.judge import Judge, fit
from classifier.papers.paper import ArxivId, Listed, Paper, SectionId, Topic
from classifier.rules.grammar import RuleText, compile_rules

ROOT = Path(__file__).parents[2]
CONFIG: dict[str, Any] = tomllib.loads(
    (ROOT / "config/efficient-llm-agent.toml").read_text(encoding="utf-8")
)
HEADINGS = re.findall(r"(?m)^(#+) (.*?)\s*$", (ROOT / "PAPERS.md").read_text(encoding="utf-8"))


def paths() -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    open_: list[str] = []
    for marks, text in HEADINGS:
        open_ = [*open_[: len(marks) - 1], text]
        found.append(tuple(open_))
    return found


def rule_text(table: dict[str, Any]) -> RuleText:
    return RuleText(
        keywords=table.get("keywords", {}),
        must=tuple(table.get("must", ())),
        never=tuple(table.get("never", ())),
        catch_all=table.get("catch_all", False),
    )


@cache
def judge() -> Judge:
    by_key = {" > ".join(path[1:]): i for i, path in enumerate(paths())}
    tables = {SectionId(by_key[key]): table for key, table in CONFIG["sections"].items()}
    topics = [
        Topic(
            id=SectionId(i),
            path=path,
            description=tables.get(SectionId(i), {}).get("description", ""),
        )
        for i, path in enumerate(paths())
    ]
    rules = compile_rules(
        rule_text(CONFIG["rules"]), {section: rule_text(t) for section, t in tables.items()}
    )
    nothing: tuple[Listed, ...] = ()
    return fit(nothing, topics, rules, ())


def paper(title: str, abstract: str, category: str = "cs.CL") -> Paper:
    return Paper(id=ArxivId("2401.00001"), title=title, abstract=abstract, categories=(category,))


@pytest.mark.parametrize(
    ("title", "abstract", "section"),
    [
        (
            "Quick LLM Serving with Paged Buffers",
            "We cut latency and raise throughput of LLM inference by sharing the KV cache "
            "across requests under continuous batching.",
            "LLM Serving",
        ),
        (
            "Cheap Task Planning for LLM Agents",
            "LLM agents spend many tokens on planning; task decomposition in parallel cuts "
            "latency and cost.",
            "Planning",
        ),
        (
            "Calling Functions Side by Side",
            "Tool calling by large language models is slow. We run function calls in parallel and "
            "lower latency of tool use.",
            "Tool and Action",
        ),
        (
            "Warm Starts for Serverless LLM Inference",
            "Serverless inference of large language models suffers from cold starts; we load "
            "checkpoints faster and lower latency.",
            "Serverless",
        ),
        (
            "A Tiered Agent Memory",
            "Long-term memory of LLM agents grows; our memory system retrieves it at low latency "
            "and token cost.",
            "Memory",
        ),
        (
            "An Operating System for LLM Agents",
            "We present an agent operating system, a runtime that schedules LLM agents and lowers "
            "latency.",
            "Agent Framework",
        ),
        (
            "Talking Less: Multi-Agent LLM Teams",
            "In LLM-based multi-agent systems agents collaborate; pruning agent communication cuts "
            "token cost.",
            "Component Collaboration",
        ),
        (
            "Splitting Language Models between Edge and Cloud",
            "Edge-cloud collaboration offloads LLM inference from device to cloud, at low latency.",
            "Device-Edge-Cloud Collaboration",
        ),
        (
            "An Open Inference Engine for LLM Programs",
            "An open-source inference framework and library for language model programs, with "
            "higher throughput of LLM inference.",
            "LLM and LLM Agent Framework",
        ),
        (
            "Traces of LLM Serving: A Workload Study",
            "We publish a trace of LLM serving, characterize its workload, and benchmark latency "
            "and throughput of inference systems.",
            "Benchmark, Trace, and Dataset",
        ),
        (
            "Large Language Models on Smartphones",
            "On-device LLM inference on a smartphone with a mobile GPU, at low latency.",
            "LLM for Mobile Platform",
        ),
        (
            "A Mobile Agent that Operates Apps",
            "Our LLM agent for smartphone task automation operates Android apps as a GUI agent.",
            "Agent for Mobile Platform",
        ),
        (
            "Efficient LLM Inference: A Survey",
            "This survey reviews efficient inference and LLM serving: latency, throughput, "
            "KV cache.",
            "Survey Papers",
        ),
    ],
)
def test_each_section_gets_what_it_is_for(title: str, abstract: str, section: str) -> None:
    candidate = judge().explain(paper(title, abstract, "cs.DC"))
    assert paths()[candidate.placement.section][-1] == section
    assert candidate.probability > 0.5
    assert candidate.placement.confidence > 0.3


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("A Chatbot for Patients", "A large language model answers medical questions of patients."),
        ("Prompts that Think", "We prompt language models to reason step by step about puzzles."),
        ("Fine-tuning for Translation", "We fine-tune a language model for translation."),
        ("A Faster Database Index", "Latency and throughput of a key-value store in the cloud."),
        ("Robots that Fold Laundry", "A robot plans its motion with a learnt policy."),
        ("Survey of Graph Colouring", "We review algorithms that colour graphs."),
        ("Agents in Games", "Agents play chess and other games by reinforcement learning."),
        ("", ""),
    ],
)
def test_neighbouring_subjects_are_left_alone(title: str, abstract: str) -> None:
    assert judge().explain(paper(title, abstract)).probability < 0.2


def test_every_real_section_has_rules() -> None:
    keys = set(CONFIG["sections"])
    known = {" > ".join(path[1:]) for path in paths()}
    parents = {" > ".join(path[1:-1]) for path in paths()} - keys
    assert keys <= known
    assert known - keys == parents | {"", "LLM and Agent on Mobile Platform"}
    assert len(keys) == 15
