"""A paper's own code and project page: named beyond doubt in its metadata, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entries.link_forms import OwnLinks, own_links, repository
from tests.makers import paper

G = "https://github.com/ada/tree-flow"
P = "https://treeflow.github.io"
NEW = paper()

# What the abstract says: which repository is the paper's own.
TOLD: dict[str, str] = {
    f"We grow trees. Our code is available at {G}.": G,
    f"Code: {G}": G,
    f"The source code can be found at: {G}/ .": G,
    f"An implementation ({G}) is public.": G,
    f"We open-source it at {G}.git.": f"{G}.git",
    f"The data\nand code are released\nat {G}\n": G,
    f"Code is available at {G}, and more is planned.": G,
    f"Code can be downloaded from {G}": G,
    f"Code is at {G}. We compare with https://github.com/bo/rake.": G,
    f"It is based on grass. Code is available at {G}.": G,
    f"The code is public: {G}/tree/main/trees.": f"{G}/tree/main/trees",
    "Code: https://github.com/ada/tree\\_flow.": "https://github.com/ada/tree_flow",
    "Code: https://gitlab.com/ada/flow.": "https://gitlab.com/ada/flow",
    "Code: https://bitbucket.org/ada/flow": "https://bitbucket.org/ada/flow",
    "Code: http://codeberg.org/ada/flow": "http://codeberg.org/ada/flow",
    "Code: https://www.github.com/ada/flow": "https://www.github.com/ada/flow",
    f"Project page: {G}": G,
}
NOT_TOLD: tuple[str, ...] = (
    "",
    "We grow trees.",
    f"See {G} for rakes.",
    f"Our code is based on {G}.",
    f"Our code, built upon {G}, is fast.",
    f"We release models trained using {G}.",
    f"We use the released code from {G}.",
    f"The original implementation is available at {G}.",
    f"An unofficial implementation is at {G}.",
    f"Code: {G} and code: https://github.com/bo/rake",
    f"Code: {G}\nCode for rakes: https://gitlab.com/ada/rake",
    "Code: https://github.com/ada",
    "Code: https://github.com/",
    "Code: https://github.com/ada/",
    "Code: https://github.com/ada/..",
    f"Our code is at \\href{{{G}}}{{{G}}}.",
    f"Trees grow. \\href{{{G}}}{{Codes}} are available.",
    f"Codes will be released at \\url{{{G}}}.",
    f"Code is at {G}. The code can be found at {G}.git",
    "Code: https://github.com/ada/.git",
    "Code: https://github.com/ada/flow/issues/3",
    "Code: https://github.com/ada/tree-\nflow",
    "Code: https://github.com/ada/flow.Trees grow.",
    "Code: https://github.com/ada/flow%20x",
    "Code: https://github.com/ada/flow~x",
    "Code: https://github.com/ada/flow\\textbackslash",
    "Code: github.com/ada/flow",
    "Code: https://github.com.example.org/ada/flow",
    "Code: https://example.org/github.com/ada/flow",
    "Code: https://github.com:8080/ada/flow",
    "Code: https://ada:secret@github.com/ada/flow",
    "Code: https://github.com@example.org/ada/flow",
    "Code: https://gіthub.com/ada/flow",
    "Code: https://github.com/аda/flow",
    "Code: javascript:alert(1)//github.com/ada/flow",
    "Code: https://github.com/ada/flow](https://example.org)",
    "Code: https://github.com/ada/flow](javascript:alert(1))",
    "Code: https://github.com/ada/flow|x",
    "Code: https://github.com/ada/flow`x`",
    "Code: https://github.com/ada/flow[x]",
    "Code: ftp://github.com/ada/flow",
    "Code: https://evil.example/ada/flow",
)


@pytest.mark.parametrize("text", TOLD)
def test_code_that_is_the_papers_own_is_known(text: str) -> None:
    assert own_links(replace(NEW, abstract=text)).code == TOLD[text]
    assert own_links(replace(NEW, comments=text)).code == TOLD[text]


@pytest.mark.parametrize("text", NOT_TOLD)
def test_code_is_unknown_where_there_is_any_doubt(text: str) -> None:
    assert own_links(replace(NEW, abstract=text)).code == ""


PAGES: dict[str, str] = {
    f"Project page: {P}/": f"{P}/",
    f"See our project website at {P}.": P,
    f"Videos are available at {P}/rain": f"{P}/rain",
    "Project page is at https://trees.example.org/~ada/flow/": "https://trees.example.org/~ada/flow/",
    "Website: https://sites.google.com/view/trees": "https://sites.google.com/view/trees",
    f"Homepage: {P} Code: {G}": P,
}
NO_PAGES = (
    f"Project page: {G}",
    f"Project page: {P} and website: https://rakes.github.io",
    f"We thank {P} for trees.",
    "Videos are available at https://trees.example.org",
    "Project page: https://goo.gl/abc",
    "Project page: https://arxiv.org/abs/2401.00001",
    "Project page: http://127.0.0.1/x",
    "Project page: http://localhost",
    "Project page: https://trees.github.io/?q=1",
    "Project page: https://trees.github.io/#rain",
    "Project page: https://ada:pw@trees.github.io",
    "Project page: https://trees.github.io:8080/",
    "Project page: https://trееs.github.io",
    "Project page: https://trees.github.io/](https://example.org)",
)


@pytest.mark.parametrize("text", PAGES)
def test_a_page_that_is_called_the_projects_is_known(text: str) -> None:
    assert own_links(replace(NEW, comments=text)).project == PAGES[text]


@pytest.mark.parametrize("text", NO_PAGES)
def test_any_other_page_is_not_the_projects(text: str) -> None:
    assert own_links(replace(NEW, comments=text)).project == ""


def test_a_paper_without_addresses_has_no_links() -> None:
    assert not own_links(NEW)
    assert own_links(NEW) == OwnLinks("", "")


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://github.com/a/b", ("github.com", "a", "b")),
        ("https://github.com/a/b.git", ("github.com", "a", "b")),
        ("https://github.com/a/b/", ("github.com", "a", "b")),
        ("https://github.com/a/b?tab=readme#x", ("github.com", "a", "b")),
        ("https://gitlab.com/a/b/tree/main/c", ("gitlab.com", "a", "b")),
        ("https://github.com/a", None),
        ("https://github.com/a/b/pulls", None),
        ("https://gist.github.com/a/b", None),
        ("https://example.org/a/b", None),
    ],
)
def test_a_repository_is_told_by_its_address(url: str, found: tuple[str, str, str] | None) -> None:
    assert repository(url) == found


_PIECES = st.sampled_from(
    [
        *(
            "Code",
            "code is at ",
            "Project page: ",
            "available",
            "from ",
            "based on ",
            " ",
            "\n",
            ".",
        ),
        *(G, P, ".git", "/", "](", ")", "\\url{", "}", "@", "https://", "github.com/", "a/b", "~"),
        *("é", "а", "\u202e", "|", "`", "<", '"', "\\_", "%20", "javascript:"),
    ]
)


@given(st.lists(_PIECES, max_size=14).map("".join))
def test_what_is_known_stands_in_the_metadata_as_it_is(text: str) -> None:
    own = own_links(replace(NEW, abstract=text))
    flat = text.replace("\\_", "_")
    for url in filter(None, (own.code, own.project)):
        assert url in flat
        assert url.startswith(("https://", "http://"))
        assert url.isascii()
        assert not set(url) & set(" ()[]{}<>|`\"'\\@%?#*")
