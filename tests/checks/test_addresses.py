"""Addresses of arXiv that lead nowhere: what is put right, told, and left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.checking import findings, repaired
from bot.lists.reading import read_list
from tests.makers import listing

A = "https://arxiv.org/abs"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("https://arvix.org/abs/2502.00001", f"{A}/2502.00001"),
        ("https://www.arvix.org/pdf/2502.00001v2.pdf", "https://arxiv.org/pdf/2502.00001v2.pdf"),
        ("http://arxiv.com/abs/2502.00001", f"{A}/2502.00001"),
        ("https://arxiv.og/abs/2502.00001", f"{A}/2502.00001"),
        ("https://arxiv.ogr/abs/2502.00001", f"{A}/2502.00001"),
        ("https://axriv.org/abs/2502.00001", f"{A}/2502.00001"),
        ("https://arixv.org/html/2502.00001", "https://arxiv.org/html/2502.00001"),
        ("https://arxivorg/abs/2502.00001", f"{A}/2502.00001"),
        ("https://arxi.org/abs/hep-th/9901001", f"{A}/hep-th/9901001"),
        ("https://arxiv.org/abs/https://arxiv.org/abs/2502.00001", f"{A}/2502.00001"),
        (f"{A}/2502.00001{A}/2502.00001", f"{A}/2502.00001"),
        (f"{A}/2502.00001/2502.00001", f"{A}/2502.00001"),
        ("https://arxiv.org/abs/abs/2502.00001", f"{A}/2502.00001"),
        ("https://arxiv.org/pdf/abs/2502.00001", f"{A}/2502.00001"),
        ("https://arxiv.org/asb/2502.00001", f"{A}/2502.00001"),
        ("https://arxiv.org/pfd/2502.00001", "https://arxiv.org/pdf/2502.00001"),
    ],
)
@pytest.mark.parametrize("form", ["- [Tall Hedges](URL)", "- Hedges <a href='URL'>pdf</a>"])
def test_an_address_with_one_meaning_is_a_warning_with_the_right_one(
    wrong: str, right: str, form: str
) -> None:
    before = listing(f"# H\n\n{form.replace('URL', wrong)}\n")
    (found,) = [one for one in findings(before) if one.kind == "broken-link"]
    assert (found.line, found.level, found.mended) == (3, "warning", form.replace("URL", right))
    (after,) = repaired(before).values()
    assert findings(read_list([after])) == ()


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (f"{A}/2413.00001", "arXiv has no paper 2413.00001"),
        (f"{A}/2400.00001", "arXiv has no paper 2400.00001"),
        (f"{A}/0612.0001", "arXiv has no paper 0612.0001"),
        (f"{A}/9912.00001", "arXiv has no paper 9912.00001"),
        (f"{A}/2502.123456", "arXiv has no paper 2502.123456"),
        (f"{A}/2502.1234", "arXiv has no paper 2502.1234"),
        (f"{A}/1412.00001", "arXiv has no paper 1412.00001"),
        (f"{A}/2502.00001v0", "arXiv has no paper 2502.00001v0"),
        (f"{A}/hep-th/9913001", "arXiv has no paper hep-th/9913001"),
        (f"{A}/math/0812001", "arXiv has no paper math/0812001"),
        (f"{A}/0309136", "0309136 lacks its archive; an old id is written math/0309136"),
        ("https://huggingface.co/papers/2413.00001", "arXiv has no paper 2413.00001"),
        ("https://www.alphaxiv.org/abs/2413.00001", "arXiv has no paper 2413.00001"),
    ],
)
def test_a_number_that_cannot_be_is_an_error(wrong: str, text: str) -> None:
    (found,) = findings(listing(f"# H\n\n- [Tall Hedges]({wrong})\n"))
    assert (found.line, found.level, found.mended) == (3, "error", None)
    assert found.text.startswith(text)


@pytest.mark.parametrize(
    "url",
    [
        f"{A}/2502.00001v12",
        f"{A}/0704.0001",
        f"{A}/1412.0001",
        f"{A}/math.GT/0309136",
        f"{A}/hep-th/9108001",
        "https://arxiv.org/pdf/2502.00001.pdf",
        "https://www.alphaxiv.org/abs/2502.00001",
        "https://ar5iv.org/abs/2502.00001",
        "https://vixra.org/abs/2502.0001",
        "https://ar5iv.labs.arxiv.org/html/2502.00001",
        "https://export.arxiv.org/abs/2502.00001",
        "https://cn.arxiv.org/abs/2502.00001",
        "https://www.example.org/abs/2502.00001",
        "https://www.arxivdaily.com/thread/2502",
        "https://web.archive.org/web/2025/https://arxiv.org/abs/2502.00001",
        "https://aclanthology.org/2025.acl-long.1",
    ],
)
def test_an_address_that_leads_somewhere_is_left_alone(url: str) -> None:
    assert findings(listing(f"# H\n\n- [Tall Hedges]({url})\n")) == ()


@given(st.integers(0, 8), st.sampled_from("abs pdf html".split()))
def test_a_swapped_letter_in_the_host_is_always_put_right(at: int, page: str) -> None:
    host = list("arxiv.org")
    host[at : at + 2] = reversed(host[at : at + 2])
    wrong = "".join(host)
    text = f"# H\n\n- [Tall Hedges](https://{wrong}/{page}/2502.00001)\n"
    (after,) = repaired(listing(text)).values()
    if "." in wrong.strip("."):
        assert f"https://arxiv.org/{page}/2502.00001" in "".join(after.lines)


@pytest.mark.parametrize(
    ("today", "number", "is_told"),
    [
        ("2026-11-29", "2612.00001", True),
        ("2026-11-29", "3001.00001", True),
        ("2026-11-30", "2612.00001", False),  # somewhere it is December
        ("2026-11-29", "2611.29999", False),
        ("2026-11-29", "math/0309136", False),
        (None, "2612.00001", False),
    ],
)
def test_a_number_of_a_month_to_come_is_no_paper_s(
    today: str | None, number: str, is_told: bool
) -> None:
    text = f"# H\n\n- [Tall Hedges of the North](https://arxiv.org/abs/{number})\n"
    found = findings(listing(text), today=date.fromisoformat(today) if today else None)
    assert [(one.kind, one.level) for one in found] == [("id-mismatch", "error")] * is_told
