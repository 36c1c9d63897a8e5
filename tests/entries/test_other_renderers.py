"""What Jekyll, Pandoc, Hugo, Liquid and wikis read stays whole: an entry has it as all have it."""

from __future__ import annotations

import pytest

from classifier.papers.paper import ArxivId, Paper
from tests.makers import inserted

NEW = Paper(
    id=ArxivId("2411.00001"),
    title="TreeFlow: Growing Trees with Flows",
    comments="Accepted at ICML 2026",
)
TITLES = (
    "Old Things of Gardens",
    "More Old Things",
    "Yet More of These",
    "Late Things of Old",
    "Last of All",
)


def entry(form: str, title: str, number: int, venue: str) -> str:
    address = f"https://arxiv.org/abs/{number // 100_000:04}.{number % 100_000:05}"
    text = form.replace("LINK", f"[{title}]({address})").replace("VENUE", venue)
    return text.replace("N", str(number // 100_000 % 100)) + "\n"


def with_new(form: str, new: str) -> tuple[str, str]:
    """Return a list whose entries have the *form*, and that list with the *new* entry below."""
    known = "".join(
        entry(form, title, (2401 + at) * 100_000 + 1, "ICLR 2025")
        for at, title in enumerate(TITLES)
    )
    return f"# L\n\n## S\n\n{known}", f"# L\n\n## S\n\n{known}" + entry(
        new, NEW.title, 2411 * 100_000 + 1, "ICML 2026"
    )


@pytest.mark.parametrize(
    "form",
    [
        '- LINK{:target="_blank"}, VENUE',
        '- LINK{:target="_blank" rel="nofollow"} VENUE',
        "- LINK{: .paper}",
        "- LINK{.paper}, VENUE",
        "- LINK{ .md-button }",
        "- LINK, VENUE {#papers .old}",
        "- LINK {{< badge new >}}",
        "- LINK {{% icon paper %}}, VENUE",
        "- LINK {% include badge.html %}",
        "- LINK, VENUE[^1]",
        "- LINK [[papers]]",
        "- :page_facing_up: LINK, VENUE",
        "- LINK :paper:",
        "- LINK :link: VENUE",
    ],
)
def test_what_every_entry_has_for_another_renderer_stays_whole(form: str) -> None:
    before, after = with_new(form, form)
    assert inserted(before, "S", NEW) == after


@pytest.mark.parametrize(
    ("form", "new"),
    [
        ("- LINK{:#mN}, VENUE", "- LINK, VENUE"),
        ("- LINK, VENUE[^N]", "- LINK, VENUE"),
        ("- LINK [[note N]]", "- LINK"),
        ('- LINK {{< badge "N" >}}', "- LINK"),
    ],
)
def test_what_is_each_entry_s_own_is_not_repeated(form: str, new: str) -> None:
    before, after = with_new(form, new)
    assert inserted(before, "S", NEW) == after
