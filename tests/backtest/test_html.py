"""The report as a page: well formed, alone in the world, and deaf to what titles say."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from bot.backtest.figures import Judged
from bot.backtest.page_html import STYLE, calibration, html_text, page, precision_recall, weekly
from bot.backtest.result import Placing, Result, WeekBar
from bot.backtest.sentences import About
from tests.backtest.samples import judged, result
from tests.backtest.test_words import ADVICE
from tests.proposal.hostile import HOSTILE

ABOUT = About(name="kitchen", files=("README.md",))
ARXIV = re.compile(r"https://arxiv\.org/abs/[\w./-]+", re.ASCII)


def parsed(text: str) -> ElementTree.Element:
    """Return the page as a tree; anything that is not well formed raises."""
    doctype, _, rest = text.partition("\n")
    assert doctype == "<!DOCTYPE html>"
    return ElementTree.fromstring(rest)  # noqa: S314 - our own page, without a document type


def all_text(root: ElementTree.Element) -> str:
    return "".join(str(part) for part in root.itertext())


def full() -> Result:
    return replace(result(), advice=ADVICE)


def test_the_page_is_well_formed_and_has_every_part() -> None:
    root = parsed(page(ABOUT, full()))
    titles = [heading.text for heading in root.iter("h2")]
    assert titles == [
        "What to set",
        "Ranking, beside simple rules",
        "Do probabilities come true?",
        "Week by week",
        "Sections: where papers stood, and where they were put",
        "Added, but not proposed (2)",
        "Proposed, but not added (1)",
        "Before you believe this",
    ]
    assert root.get("lang") == "en"
    assert len(list(root.iter("h1"))) == len(list(root.iter("main"))) == 1


def test_a_miss_says_why_and_a_better_setting_is_shown_with_every_line() -> None:
    text = all_text(parsed(page(ABOUT, full())))
    assert "70% likely, number 3 of its week; over the budget of 2; added 21 April 2024" in text
    assert "budget = 12\nmin_probability = 0.35\nmin_confidence = 0.20" in text


def test_ids_are_unique_and_every_label_points_at_one() -> None:
    root = parsed(page(ABOUT, full()))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    labels = [e.get("aria-labelledby") for e in root.iter() if e.get("aria-labelledby")]
    assert labels
    assert set(labels) <= set(ids)


def test_every_drawing_is_told_in_words_or_hidden_and_every_scroll_area_can_be_reached() -> None:
    root = parsed(page(ABOUT, full()))
    drawings = list(root.iter("svg"))
    assert len(drawings) > 3
    for drawing in drawings:
        labelled = drawing.get("role") == "img" and drawing.get("aria-label")
        assert labelled or drawing.get("aria-hidden") == "true"
    for area in (e for e in root.iter() if "wide" in (e.get("class") or "").split()):
        assert (area.get("tabindex"), area.get("role")) == ("0", "region")
        assert area.get("aria-label")


def test_nothing_is_loaded_and_links_lead_to_arxiv_only() -> None:
    text = page(ABOUT, full())
    root = parsed(text)
    for element in root.iter():
        assert element.tag not in {
            "script",
            "link",
            "img",
            "iframe",
            "object",
            "embed",
            "base",
            "use",
        }
        for name in element.attrib:
            assert name not in {"src", "srcset", "style", "action", "data", "xlink:href"}
            assert not str(name).startswith("on")
        if (address := element.get("href")) is not None:
            assert element.tag == "a"
            assert ARXIV.fullmatch(address)
    assert not re.search(r"url\(|@import|expression\(", STYLE)
    assert text.count("http") == sum(1 for e in root.iter() if e.get("href")) + text.count(
        "http-equiv"
    )


def test_the_policy_allows_this_style_sheet_and_nothing_else() -> None:
    root = parsed(page(ABOUT, full()))
    [policy] = [m.get("content") for m in root.iter("meta") if m.get("http-equiv")]
    [style] = [element.text for element in root.iter("style")]
    digest = base64.b64encode(hashlib.sha256((style or "").encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize(
    "text", [*HOSTILE, "</li><script>alert(1)</script>", '" onload="x', "]]>", "<!--", "&amp;"]
)
def test_a_hostile_word_is_shown_and_changes_no_element(text: str) -> None:
    def spoil(paper: Judged) -> Judged:
        return replace(paper, title=text, reasons=(text,), section=(text,), runner_up=(text,))

    plain_page = page(ABOUT, full())
    spoilt = replace(
        full(),
        misses=tuple(replace(m, paper=spoil(m.paper)) for m in full().misses),
        false_alarms=tuple(map(spoil, full().false_alarms)),
        placing=Placing(papers=1, accuracy=1, top_two=1, confusion={(text, text): 1}),
    )
    calm = replace(
        full(), placing=Placing(papers=1, accuracy=1, top_two=1, confusion={("a", "a"): 1})
    )
    root = parsed(page(replace(ABOUT, name=text, notes=(text,)), spoilt))
    tags = [element.tag for element in parsed(page(replace(ABOUT, notes=("n",)), calm)).iter()]
    assert [element.tag for element in root.iter()] == tags
    assert plain_page == page(ABOUT, full())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ('say "hi" it\'s', "say &quot;hi&quot; it&#x27;s"),
        ("two\nlines\x00 \u202eback", "two lines back"),
        ("plain, ünïcode 日本", "plain, ünïcode 日本"),
    ],
)
def test_text_is_escaped_once_and_made_plain(text: str, shown: str) -> None:
    assert html_text(text) == shown


def test_a_page_without_sections_or_papers_or_advice_is_whole() -> None:
    bare = replace(
        result(), placing=None, misses=(), false_alarms=(), days_to_proposal=None, positives=0
    )
    root = parsed(page(ABOUT, bare))
    assert all_text(root).count("None.") == 2
    assert "right section" not in all_text(root)


def test_long_lists_are_cut_and_say_so() -> None:
    many = tuple(judged(n, 0.9) for n in range(60))
    root = parsed(page(ABOUT, replace(result(), false_alarms=many)))
    assert "Proposed, but not added, the nearest 40 of 60" in all_text(root)
    assert len(root.findall(".//section[@aria-labelledby='alarms']//li")) == 40


def test_sections_beyond_the_tenth_are_counted_together() -> None:
    confusion = {(f"S{n:02}", f"S{n:02}"): 20 - n for n in range(14)}
    placing = Placing(papers=1, accuracy=1, top_two=1, confusion=confusion)
    root = parsed(page(ABOUT, replace(result(), placing=placing)))
    rows = root.findall(".//table[@class='heat']/tbody/tr")
    assert [row.findtext("th") for row in rows][-2:] == ["J S09", "K all others"]
    assert all_text(rows[-1]).endswith("34")  # 10 + 9 + 8 + 7


def test_a_title_of_nothing_can_still_be_clicked() -> None:
    root = parsed(page(ABOUT, replace(result(), false_alarms=(judged(1, 0.9, title="\u200b"),))))
    assert "(no title)" in all_text(root)


def test_weekly_bars_stand_for_their_counts() -> None:
    start = result().weeks[0].start
    bars = (
        WeekBar(start=start, proposed=4, hits=3, missed=2),
        WeekBar(start=start, proposed=0, hits=0, missed=0),
    )
    root = ElementTree.fromstring(weekly(bars))  # noqa: S314 - our own drawing
    heights = {e.get("class"): float(e.get("height") or 0) for e in root.iter("rect")}
    assert heights["kept"] == pytest.approx(3 * heights["shown"], abs=0.2)
    assert heights["missed"] == pytest.approx(2 * heights["shown"], abs=0.2)
    assert "4 proposed, 3 of them added" in (root.get("aria-label") or "")


@pytest.mark.parametrize(
    ("highest", "labels"),
    [(0.15, ["0%", "5%", "10%", "15%", "20%"]), (0.41, ["0%", "25%", "50%", "75%", "100%"])],
)
def test_low_curves_have_a_shorter_axis(highest: float, labels: list[str]) -> None:
    ours = replace(result().rankings[0], curve=((0.5, highest), (1.0, 0.01)))
    root = ElementTree.fromstring(precision_recall([ours]))  # noqa: S314 - our own drawing
    ends = [text.text for text in root.iter("text") if text.get("text-anchor") == "end"]
    assert ends[:5] == labels


def test_charts_of_nothing_are_drawings_too() -> None:
    start = result().weeks[0].start
    nothing = (WeekBar(start=start, proposed=0, hits=0, missed=0),)
    empty = tuple(replace(ranking, curve=()) for ranking in result().rankings)
    for drawing in (calibration(()), precision_recall(empty), weekly(nothing)):
        assert ElementTree.fromstring(drawing).tag == "svg"  # noqa: S314 - our own drawing


def test_the_same_result_gives_the_same_page() -> None:
    assert page(ABOUT, full()) == page(ABOUT, full())
