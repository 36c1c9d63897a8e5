"""The sections of a config meet those of the list, and the mistakes are named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.config.config_text import Config, parse_config
from bot.core.errors import ConfigError
from bot.lists.reading import PaperList, read_list
from bot.markdown.document import Document
from bot.pipeline.stages import listed_of, subject_of, wanted_ids
from classifier.papers.paper import ArxivId, Paper

LIST = """# My list

Papers on serving.

## Serving

How models are served.

- [One](https://arxiv.org/abs/2401.00001)
- A paper without any link, which is known by its title only
- [Both](https://arxiv.org/abs/2401.00002) and [again](https://arxiv.org/pdf/2401.00003)

## Agents

### Memory

### 🧠 Planning (12)

## Models

### Memory

<!-- paper-bot: ignore -->
"""


def paper_list(text: str = LIST) -> PaperList:
    return read_list([Document.parse(text.encode(), name="README.md")])


def config(text: str) -> Config:
    raw = f'[arxiv]\ncategories = ["cs.DC"]\n{text}'.encode()
    return parse_config(raw, file="config/x.toml")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("Serving", ("My list", "Serving")),
        ("serving", ("My list", "Serving")),
        ("My list > Serving", ("My list", "Serving")),
        ("Agents > Memory", ("My list", "Agents", "Memory")),
        ("Planning", ("My list", "Agents", "🧠 Planning (12)")),
    ],
)
def test_a_section_is_found_by_the_end_of_its_path(key: str, path: tuple[str, ...]) -> None:
    subject = subject_of(paper_list(), config(f'[sections."{key}".keywords]\n"kv cache" = 1\n'))
    [section] = subject.rules.sections
    [topic] = [topic for topic in subject.topics if topic.id == section]
    assert topic.path[0] == path[0]
    assert len(topic.path) == len(path)
    assert subject.warnings == ()


def test_a_description_of_the_config_joins_the_prose_of_the_list() -> None:
    subject = subject_of(paper_list(), config('[sections.Serving]\ndescription = "Fast."\n'))
    [topic] = [topic for topic in subject.topics if topic.path[-1:] == ("Serving",)]
    assert topic.description == "How models are served. Fast."


def test_a_section_that_is_gone_is_a_warning_and_a_topic_nobody_can_write_to() -> None:
    text = '[sections.Serving]\n[sections."Agents > Tools".keywords]\n"tool" = 2\n'
    subject = subject_of(paper_list(), config(text))
    assert subject.gone == ("Agents > Tools",)
    [topic] = [topic for topic in subject.topics if topic.path == ("Agents", "Tools")]
    assert not topic.present
    assert topic.id in subject.rules.sections
    assert len({topic.id for topic in subject.topics}) == len(subject.topics)
    assert subject.warnings == (
        "config/x.toml, line 4: the list has no section 'Agents > Tools' any more; papers that"
        " belong there are shown and not added; correct the heading or remove its rules",
    )


def test_a_section_that_the_maintainer_closed_takes_nothing() -> None:
    topics = subject_of(paper_list(), config("")).topics
    assert [t.path[-1] for t in topics if t.path and not t.present] == ["Memory"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[sections.Memory]\n",
            "line 3: 'Memory' fits several sections (My list > Agents > Memory; My list > Models >"
            " Memory); write more of the path",
        ),
        (
            "[sections.Nowhere]\n",
            "line 3: no section of the list is called 'Nowhere', and none of the others named"
            " exists; the list has 'My list', 'Serving', 'Agents', 'Memory', …",
        ),
        (
            '[sections.Serving]\n[sections."My list > Serving"]\n',
            "line 4: 'My list > Serving' is the same section as 'Serving' (config/x.toml, line 3)",
        ),
        ('[sections.Serving.keywords]\n"kv and (" = 1\n', "line 4: rule 'kv and ('"),
        ('[sections.Serving]\nnever = ["fine",\n  "not )"]\n', "line 5: rule 'not )'"),
        ('[rules]\nmust = [""]\n', "line 4: rule ''"),
    ],
)
def test_a_mistake_in_a_section_or_rule_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        subject_of(paper_list(), config(text))
    assert str(caught.value).startswith(f"config/x.toml, {message}")


def test_sections_of_years_are_one_topic_and_teach_it() -> None:
    years = "# L\n## A\n### 2024\n- [x](https://arxiv.org/abs/2401.00001)\n### 2023\n## 2022\n"
    found = paper_list(years)
    subject = subject_of(found, config(""))
    assert [topic.path[-1] for topic in subject.topics] == ["L", "A", "2022"]
    [row] = listed_of(found, {})
    assert [topic.path[-1] for topic in subject.topics if topic.id == row.section] == ["A"]
    named = subject_of(found, config('[sections.2023.keywords]\n"kv" = 1\n'))
    assert [topic.path[-1] for topic in named.topics] == ["L", "A", "2023", "2022"]


def test_a_path_that_stands_twice_means_both() -> None:
    twice = "# L\n## A\n- [x](https://arxiv.org/abs/2401.00001)\n## A\n"
    subject = subject_of(paper_list(twice), config('[sections.A.keywords]\n"kv" = 1\n'))
    assert len(subject.rules.sections) == 2


def test_entries_are_known_by_their_metadata_or_by_their_title() -> None:
    known = Paper(id=ArxivId("2401.00001"), title="The real title", abstract="An abstract.")
    rows = {row.key: row for row in listed_of(paper_list(), {known.id: known})}
    assert rows["2401.00001"].title == "The real title"
    assert rows["2401.00001"].abstract == "An abstract."
    assert rows["2401.00002"].title == "Both"
    assert rows["README.md:10"].title.startswith("A paper without any link")


def test_an_entry_of_several_papers_teaches_all_that_are_known() -> None:
    known = {i: Paper(id=i, title=f"Paper {i}") for i in map(ArxivId, ("2401.00002", "2401.00003"))}
    keys = [row.key for row in listed_of(paper_list(), known)]
    assert sorted(keys) == ["2401.00001", "2401.00002", "2401.00003", "README.md:10"]


def test_every_identifier_of_the_list_is_looked_up() -> None:
    assert sorted(wanted_ids(paper_list())) == ["2401.00001", "2401.00002", "2401.00003"]


ASIDE = """# Lawns

## Contents

- [The Bird's-Eye View](a.md)

## Contributing

- Fork this repository and clone it

## News

- [One](https://arxiv.org/abs/2401.00001)

## Mowing
"""


def test_what_takes_no_papers_is_no_topic_and_teaches_nothing() -> None:
    found = paper_list(ASIDE)
    subject = subject_of(found, config(""))
    assert [topic.path[-1] for topic in subject.topics] == ["Lawns", "News", "Mowing"]
    assert [one.key for one in listed_of(found, {})] == ["2401.00001"]


def test_a_section_that_the_config_names_is_a_topic_whatever_it_is_called() -> None:
    named = config('[sections."Contributing"]\nkeywords = { fork = 1 }\n')
    paths = [topic.path[-1] for topic in subject_of(paper_list(ASIDE), named).topics]
    assert paths == ["Lawns", "Contributing", "News", "Mowing"]


@pytest.mark.parametrize(("text", "is_topic"), [("", False), ("[sections.Tools]\n", True)])
def test_what_leads_elsewhere_is_a_topic_only_where_the_config_says_so(
    text: str, *, is_topic: bool
) -> None:
    papers = "".join(f"- [Hoes {n}](https://arxiv.org/abs/2401.000{n})\n" for n in range(10, 30))
    tools = "".join(f"- [hoe{n}](https://github.com/ada/hoe{n})\n" for n in range(3))
    found = paper_list(f"# L\n\n## Hoes\n\n{papers}\n## Tools\n\n{tools}")
    topics = [topic.path[-1] for topic in subject_of(found, config(text)).topics]
    assert ("Tools" in topics, "Hoes" in topics) == (is_topic, True)
    assert len(listed_of(found, {})) == 23  # they teach what the list is about all the same


AT_VENUES = """# Hoes

## Papers

### ICML 2025

#### Main

### 2024

#### ACL

### NAS

### Conference

### arXiv
"""


@pytest.mark.parametrize(
    ("comments", "taken"),
    [
        ("", ["NAS", "arXiv"]),
        ("under review at ICML 2025", ["NAS", "arXiv"]),
        ("Accepted at ICML 2025", ["ICML 2025", "Main", "NAS", "Conference", "arXiv"]),
        ("Accepted at ACL 2024", ["ACL", "NAS", "Conference", "arXiv"]),
        # Its year is not told: that of the paper, or the next.
        ("Accepted at ICML", ["ICML 2025", "Main", "NAS", "Conference", "arXiv"]),
        ("Accepted at ICML 2026", ["NAS", "Conference", "arXiv"]),
    ],
)
def test_a_section_called_by_a_venue_takes_what_was_accepted_there(
    comments: str, taken: list[str]
) -> None:
    submitted = datetime(2024, 11, 1, tzinfo=UTC)
    hoes = Paper(id=ArxivId("2411.00001"), title="Hoes", comments=comments, submitted=submitted)
    topics = subject_of(paper_list(AT_VENUES), config("")).topics
    last = {"ICML 2025", "Main", "ACL", "NAS", "Conference", "arXiv"}
    took = [t.path[-1] for t in topics if t.path and (t.takes is None or t.takes(hoes))]
    assert [name for name in took if name in last] == taken
