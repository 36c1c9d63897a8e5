"""An invented list in every style that lists are known to have: each container, each pattern.

A pattern is how the parts of an entry stand together, a container what holds the entry.
"""

from __future__ import annotations

from collections.abc import Iterator

A, D = "https://arxiv.org/abs", "https://arxiv.org/pdf"
_SHIELD = "https://img.shields.io/badge/arXiv"
_PATTERNS = {
    "linked": f"[{{title}}]({A}/{{id}}), 2024",
    "bold-linked": f"**[{{title}}]({A}/{{id}})** *A. Byron et al.*",
    "bold+tag": f"**{{title}}** A. Byron. [Paper]({A}/{{id}}) [Code](https://example.org/{{name}})",
    "bold+tag[[]]": f"(arXiv 2024) **{{title}}**, Ada Byron et al. [[Paper]({A}/{{id}})]",
    "plain+tag": f"{{title}}, ICML 2024. [pdf]({D}/{{id}}.pdf)",
    "plain+tag[[]]": f"{{title}} [[arXiv 2024]]({A}/{{id}})",
    "quoted+tag": f'"{{title}}", arXiv 2024. [Paper]({A}/{{id}})',
    "quoted+tag[[]]": (
        f'**{{name}}**: "{{name}}: {{title}}", arXiv, 2024 (*Oxford*). [[Paper]({A}/{{id}})]'
    ),
    "tag-first": f"[Paper]({A}/{{id}}) {{title}}",
    "tag-first[[]]": f"[[Paper]({A}/{{id}})] {{title}}",
    "otherlink+tag": f"[{{title}}](https://doi.org/10.1/{{name}}) [arXiv]({A}/{{id}})",
    "badge": f"**{{title}}** [![arXiv]({_SHIELD}-{{id}}-red)]({A}/{{id}})",
    "bareurl": f"{{title}} {A}/{{id}}",
    "idtext": "A. Byron, {title}, arXiv:{id}",
}
_HTML = {
    "linked": f'<a href="{A}/{{id}}">{{title}}</a>',
    "bold-linked": f"<b><a href='{A}/{{id}}'>{{title}}</a></b>",
    "plain+tag": f'{{title}}, ICML 2024. <a href="{A}/{{id}}">Paper</a>',
    "quoted+tag": f'"{{title}}", arXiv 2024. <a href="{A}/{{id}}">Paper</a>',
    "badge": f'<b>{{title}}</b> <a href="{A}/{{id}}"><img src="{_SHIELD}-{{id}}-red"></a>',
    "bareurl": f"{{title}} {A}/{{id}}",
}
_MARKERS = {"bul-": "- ", "bul*": "*   ", "bul+": "+ ", "num": "{number}. ", "task": "- [ ] "}
_OLD = (
    {"number": 1, "title": "Growing Old Things in Cold Gardens", "id": "2401.00001", "name": "Old"},
    {"number": 2, "title": "Spades for Cold Hands and Feet", "id": "2402.00002", "name": "Spade"},
    {"number": 3, "title": "Watering Lawns by Night Alone", "id": "2403.00003", "name": "Water"},
)
_SEVERAL_LINES = {
    "nested": f"- **{{title}}**\n  - [Paper]({A}/{{id}})\n  - Ada Byron, Bo Chen\n  - 2024.01\n",
    "loose": f"{{number}}. **{{title}}**\n\n   *Ada Byron.* [[abs]({A}/{{id}})], 2024.01\n\n",
    "hard breaks": f"**{{title}}**  \n*Ada Byron, Alan Turing*  \n[[Paper]({A}/{{id}})]  \n\n",
    "backslashes": f"- {{title}}\\\n  Ada Byron, Alan Turing\\\n  [Paper]({A}/{{id}})\n",
    "br": f"- {{title}}<br>*Ada Byron, Alan Turing*<br>[Paper]({A}/{{id}})\n",
    "titled": f"### {{title}}\n[Paper]({A}/{{id}})\n\n",
    "titled, numbered": f"### {{number}}. [{{title}}]({A}/{{id}})\n\n*Ada Byron*\n\n",
    "quote": f"> - [{{title}}]({A}/{{id}})\n",
    "tabs": f"-\t[{{title}}]({A}/{{id}})\t2024\n",
    "details": f"- <details><summary>{{title}}</summary>\n\n  [Paper]({A}/{{id}})\n  </details>\n",
    "html rows on lines": (
        f'<tr>\n  <td><a href="{A}/{{id}}">{{title}}</a></td>\n  <td>2024.01</td>\n</tr>\n'
    ),
}


def _styles() -> Iterator[tuple[str, str]]:
    for name, pattern in _PATTERNS.items():
        for container, marker in _MARKERS.items():
            yield f"{container}:{name}", _filled(f"{marker}{pattern}\n")
        yield f"para:{name}", _filled(f"{pattern}\n\n")
        rows = _filled(f"| {pattern} | 2024.01 |\n")
        yield f"mdtable:{name}", f"| Paper | Date |\n|:-|--|\n{rows}"
        yield f"bare mdtable:{name}", "Date|Paper\n--|--\n" + _filled(f"2024.01|{pattern}\n")
    for name, pattern in _HTML.items():
        row = f"<tr><td>{{number}}</td><td>{pattern}</td></tr>\n"
        yield f"htmltable:{name}", f"<table>\n{_filled(row)}</table>\n"
        yield f"htmllist:{name}", "<ul>\n" + _filled(f"<li>{pattern}</li>\n") + "</ul>\n"
    for name, pattern in _SEVERAL_LINES.items():
        text = _filled(pattern)
        yield name, f"<table>\n{text}</table>\n" if pattern.startswith("<tr") else text


def _filled(pattern: str) -> str:
    return "".join(pattern.format_map(old) for old in _OLD)


STYLES = dict(_styles())
"""Three entries in each style, below no heading."""
