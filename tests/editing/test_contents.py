"""Tables of contents get a line for a new heading where the config allows it, and lose it again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.editing import apply, check, gap_of, plan, take_out
from bot.editing.edit import why_unsafe
from bot.markdown import Upkeep
from tests.makers import listing, paper, section_of

A = "https://arxiv.org/abs"
NEW = paper("Mixture Flows for Anomalies", "2608.16018", submitted="2026-08-19")
LINE = f"- [Mixture Flows for Anomalies]({A}/2608.16018)\n"
ALLOWED = Upkeep(contents=True)
BODY = f"## {{}}\n\n- [Things of Then]({A}/{{}}.00001)\n\n"


def of(contents: str, *months: tuple[str, str], end: str = "## Thanks\n\nTo all.\n") -> str:
    return f"# Trees\n\n{contents}\n" + "".join(BODY.format(*month) for month in months) + end


JUNE, JULY = ("June 2026", "2606"), ("July 2026", "2607")
UP = "- [July 2026](#july-2026)\n- [June 2026](#june-2026)\n"
AUGUST = "- [August 2026](#august-2026)\n"
FALLING, RISING = (JULY, JUNE), (JUNE, JULY)


def after(text: str, upkeep: Upkeep = ALLOWED) -> str:
    found = listing(text)
    edit = plan(found, [(NEW, section_of(found, "Trees"))], upkeep=upkeep)
    documents = apply(found.documents, edit)
    check(found.documents, edit, documents, upkeep=upkeep)
    assert edit.refused == ()
    return documents["LIST.md"].to_bytes().decode()


@pytest.mark.parametrize(
    ("before", "now", "months"),
    [
        (UP, AUGUST + UP, FALLING),
        (
            "- [June 2026](#june-2026)\n- [July 2026](#july-2026)\n- [Thanks](#thanks)\n",
            f"- [June 2026](#june-2026)\n- [July 2026](#july-2026)\n{AUGUST}- [Thanks](#thanks)\n",
            RISING,
        ),
        (
            f"* [Trees](#trees)\n  * [July 2026](#july-2026)\n{UP[28:].replace('-', '  *', 1)}",
            "* [Trees](#trees)\n  * [August 2026](#august-2026)\n  * [July 2026](#july-2026)\n"
            f"{UP[28:].replace('-', '  *', 1)}",
            FALLING,
        ),
    ],
)
def test_the_contents_get_the_line_of_a_new_heading(
    before: str, now: str, months: tuple[tuple[str, str], ...]
) -> None:
    made = after(of(before, *months))
    assert f"## August 2026\n\n{LINE}" in made
    assert made.partition("\n## ")[0] == f"# Trees\n\n{now}"


@pytest.mark.parametrize(
    "contents",
    [
        "- [July](#july-2026)\n- [June](#june-2026)\n",
        "1. [July 2026](#july-2026)\n2. [June 2026](#june-2026)\n",
        "[July 2026](#july-2026) | [June 2026](#june-2026)\n",
        "- [June 2026](#june-2026)\n- [July 2026](#july-2026) (new!)\n",
        f"{UP}{UP}",
        "```\n" + UP + "```\n",
        "",
    ],
)
def test_other_contents_are_left_alone(contents: str) -> None:
    text = of(contents, *FALLING)
    assert after(text).partition("\n## ")[0] == text.partition("\n## ")[0]


def test_nothing_is_changed_without_leave() -> None:
    text = of(UP, *FALLING)
    assert after(text, Upkeep()).partition("\n## ")[0] == f"# Trees\n\n{UP}"


def test_the_line_goes_with_its_heading() -> None:
    text = of(UP, *FALLING)
    found = listing(text)
    edit = plan(found, [(NEW, section_of(found, "Trees"))], upkeep=ALLOWED)
    made = listing(apply(found.documents, edit)["LIST.md"].to_bytes())
    taken = take_out(made, {NEW.id: gap_of(edit.inserts[0])}, upkeep=ALLOWED)
    assert taken.refused == ()
    assert taken.documents["LIST.md"].to_bytes().decode() == text


@pytest.mark.parametrize(
    "line",
    [
        "- [September 2026](#september-2026)",
        "- [August 2026](https://evil.example)",
        "- [August 2026](#august-2026)\n- [x](#y)",
        "- [August 2026](#july-2026)",
    ],
)
def test_the_guard_lets_no_other_line_pass(line: str) -> None:
    found = listing(of(UP, *FALLING))
    edit = plan(found, [(NEW, section_of(found, "Trees"))], upkeep=ALLOWED)
    [told] = edit.contents
    bad = replace(edit, contents=(replace(told, text=line, lines=tuple(line.split("\n"))),))
    assert why_unsafe(found, bad, apply(found.documents, bad), ALLOWED) is not None
    assert why_unsafe(found, edit, apply(found.documents, edit), Upkeep()) is not None
