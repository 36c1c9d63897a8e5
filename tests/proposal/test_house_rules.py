"""House rules: which templates are taken, and what they make of a proposal's facts."""

from __future__ import annotations

import pytest

from bot.proposal.house_rules import HouseRules, check_message, check_title, message_of, title_of

FACTS = {"count": "3", "papers": "3 papers", "list": "mice", "window": "2026-11-16 to 2026-11-22"}


@pytest.mark.parametrize(
    ("template", "title"),
    [
        ("Add {papers} ({window})", "Add 3 papers (2026-11-16 to 2026-11-22)"),
        ("chore(list): add {papers}", "chore(list): add 3 papers"),
        ("[{list}] {count} new", "[mice] 3 new"),
        ("Papers of the week", "Papers of the week"),
        ("{{{count}}}", "{3}"),
        ("Füge {count} hinzu ✨", "Füge 3 hinzu ✨"),
        ("{window}" * 20, ("2026-11-16 to 2026-11-22" * 20)[:256]),  # as much as GitHub takes
    ],
)
def test_a_title_is_the_template_with_its_fields_filled_in(template: str, title: str) -> None:
    assert title_of(HouseRules(title=check_title(template)), FACTS) == title


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("Add {title}", "{title} is no field; known are {count}, {papers}, {list}, {window}"),
        ("Add {counts}", "did you mean {count}"),
        ("Add {}", "{} is no field"),
        ("Add {0}", "{0} is no field"),
        ("Add {count.__class__}", "is no field"),
        ("Add {count!r}", "is no field"),
        ("Add {count:>9}", "is no field"),
        ("Add {count", "a lone brace"),
        ("Add count}", "a lone brace"),
        ("Two\nlines", "must be one line"),
        ("A bell \a", "without control characters"),
        ("Left \u202e right", "without control characters"),
        (" ", "must be words"),
        ("", "must be words"),
        ("arXiv: {count}", "no line may begin with 'arXiv:'"),
    ],
)
def test_what_could_go_wrong_in_a_template_is_refused(template: str, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        check_title(template)
    assert why in str(error.value)


@pytest.mark.parametrize("line", ["arXiv: 1", "Paper-Bot: v1 mice", "signed-off-by: Eve <e@e>"])
def test_lines_that_the_bot_reads_again_are_its_own(line: str) -> None:
    with pytest.raises(ValueError, match="the bot writes such a line itself"):
        check_message(f"Add {{papers}}\n\n{line}")


@pytest.mark.parametrize(
    ("template", "added", "changed"),
    [
        (
            "Add {papers} to {list}",
            "Add 3 papers to mice",
            "Change mice as asked in the pull request",
        ),
        (
            "chore(list): add {papers}",
            "chore(list): add 3 papers",
            "chore(list): change mice as asked in the pull request",
        ),
        (
            "docs: more\nRefs: #12\n",
            "docs: more\n\nRefs: #12",
            "docs: change mice as asked in the pull request",
        ),
        ("{list}: {count} new", "mice: 3 new", "Change mice as asked in the pull request"),
    ],
)
def test_a_commit_says_what_it_does_in_the_repositorys_words(
    template: str, added: str, changed: str
) -> None:
    rules = HouseRules(commit_message=check_message(template))
    assert message_of(rules, FACTS, adds=True) == added
    assert message_of(rules, FACTS, adds=False) == changed
