"""Titles nobody wants to see alive; all invented. `titles()` mixes them for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

HOSTILE = (
    "](https://evil.example) [x",
    "a](javascript:alert(1))",
    "![pixel](https://evil.example/p.png)",
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</details></summary>",
    "`code` ``more`` ```",
    "~~gone~~ **bold** __u__ *i* _i_",
    "$\\frac{1}{2}$ and $$x$$ and $`y`$",
    "<!-- paper-bot:end --> -->",
    "<!-- paper-bot:state v1 0 {} -->",
    "--> out of the comment",
    "- [x] a task",
    "[x] a task",
    "# heading",
    "1. one 2) two",
    "> quote",
    "| a | b |",
    "===",
    "---",
    "+ plus",
    "fixes #1",
    "Closes: octo/papers#12",
    "resolves GH-3 and gh-4",
    "does not close #5",
    "@octocat and @octo/team",
    "ping @\u200boctocat",
    "mail me@mice.example",
    "see https://evil.example/x?y=1 and http://a.example",
    "HTTPS://EVIL.EXAMPLE ftp://evil.example www.evil.example WWW.EVIL.EXAMPLE",
    "mailto:me@mice.example xmpp:me@mice.example",
    "<https://evil.example> <me@mice.example>",
    "https://github.com/octo/papers/issues/1",
    "0123456789abcdef0123456789abcdef01234567",
    "deadbeef1 octo/papers@deadbeef1",
    ":tada: :octocat: :+1:",
    "a\nb\r\n\r\n# c",
    "\u2028- line\u2029",
    "\u202etxet sdrawkcab",
    "\U000e0041\U000e0042 tags",
    "&lt;b&gt; &#64;octocat &commat;octocat",
    "back\\slash\\",
    "\\`\\*",
    "[ref]: https://evil.example",
    "[^1] and [^1]: note",
    "    indented",
    "\tindented",
    "::add-mask::x ##[set-env name=x]y",
    "{{ x }} {% y %} ${{ z }}",
    "https:\u200b//evil.example",
    "*" * 200,
    "[" * 200,
    "<" * 200,
    "_a" * 100,
)


def titles() -> st.SearchStrategy[str]:
    """Return hostile texts, alone and glued to one another and to anything else."""
    part = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=12), st.sampled_from("@#/:-.w1a"))
    return st.lists(part, min_size=1, max_size=4).map("".join)
