"""Which files can be lists, told by their names, and what to do about others. Pure."""

from __future__ import annotations


def is_markdown(path: str) -> bool:
    """Return whether a file can be a list; in other markup lines of Markdown would do harm."""
    return not path.lower().endswith(
        (".rst", ".adoc", ".asciidoc", ".org", ".html", ".htm", ".tex")
    )


def to_markdown(path: str) -> str:
    """Return how the file *path*, of other markup, becomes one that can be a list."""
    stem, dot, end = path.rpartition(".")
    told = "-f rst " if end.lower() == "md" else ""  # else pandoc knows by the name
    return f"convert it to Markdown: pandoc {told}-t gfm {path} -o {stem if dot else path}.md"
