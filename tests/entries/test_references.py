"""Reference links: a new entry looks as the others do, with its address beside the words."""

from __future__ import annotations

import pytest

from tests.makers import inserted, paper

A, D = "https://arxiv.org/abs", "https://arxiv.org/pdf"
NEW = paper("Testing of Flow Models on Rivers", "2608.16018", submitted="2026-08-17")
OLD = (
    ("Normal Flows of Rivers", "2501.00001"),
    ("Slow Flows of Sand", "2502.00002"),
    ("Fast Flows of Wind", "2503.00003"),
)


def of(form: str, definition: str) -> str:
    items = "".join(form.format(t=t, n=n, i=i) for i, (t, n) in enumerate(OLD, 1))
    definitions = "".join(definition.format(n=n, i=i) for i, (_, n) in enumerate(OLD, 1))
    return f"# L\n\n## Flows\n\n{items}\n{definitions}"


@pytest.mark.parametrize(
    ("form", "definition", "line"),
    [
        (
            "- {t} [[pdf]][p{i}] (2025)\n",
            f"[p{{i}}]: {D}/{{n}}\n",
            f"- {NEW.title} [[pdf]]({D}/2608.16018) (2026)\n",
        ),
        (
            "- [{t}][{i}], 2025\n",
            f"[{{i}}]: {A}/{{n}}\n",
            f"- [{NEW.title}]({A}/2608.16018), 2026\n",
        ),
        (
            "* **{t}** [Paper][P {i}]\n",
            f"[p {{i}}]: <{A}/{{n}}>\n",
            f"* **{NEW.title}** [Paper]({A}/2608.16018)\n",
        ),
    ],
)
def test_a_new_entry_has_its_address_beside_the_words(
    form: str, definition: str, line: str
) -> None:
    text = of(form, definition)
    items, blank, definitions = text.rpartition("\n\n")
    assert inserted(text, "Flows", NEW) == f"{items}\n{line}{blank[1:]}{definitions}"
