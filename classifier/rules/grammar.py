"""Rules as written, and what they mean: text in, `Rules` or `RuleError` out; matches nothing.

or-expr  := and-expr ("or" and-expr)*
and-expr := factor ("and" factor)*
factor   := "not" factor | FIELD ":" factor | "(" or-expr ")" | phrase
phrase   := QUOTED | WORD+
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from classifier.papers import SectionId
from classifier.rules.expression import (
    All,
    AnyOf,
    Category,
    Field,
    Node,
    Not,
    Phrase,
    Tie,
    Within,
    Word,
)
from classifier.rules.rule_set import Rules, RuleSet
from classifier.text.words import compounds, fold, spellings

MAX_LENGTH = 1_000  # characters of a rule
MAX_DEPTH = 20  # brackets and "not" inside one another: Python's stack
_MIN_PREFIX = 2  # letters before a "*"
# As in: title: "large language model*" and (serving or category:cs.DC)
_TOKEN = re.compile(
    r'\s*(?:(?P<quoted>"[^"]*")|(?P<sign>[()])|(?P<field>[A-Za-z]+):|(?P<word>[^\s()":]+))'
)
_FIELDS: dict[str, Field] = {"title": "title", "abstract": "abstract"}


class RuleError(ValueError):
    """An expression that cannot be read; *position* counts its characters from 0."""

    def __init__(self, expression: str, position: int, message: str) -> None:
        super().__init__(f"{message} (at character {position + 1} of {expression[:80]!r})")
        self.expression = expression
        self.position = position
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleText:
    """Rules as written: `keywords` gives an expression its weight (log odds).

    One of `must` has to match, none of `never` may. `catch_all` marks a section that takes
    what fits nowhere else.
    """

    keywords: Mapping[str, float] = field(default_factory=dict)
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    catch_all: bool = False


def parse(expression: str) -> Node:
    """Return what *expression* means. Raises `RuleError`."""
    return _Parser(expression).parse()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        self.at = 0
        self.tokens: list[tuple[str, str, int]] = []

    def parse(self) -> Node:
        if len(self.text) > MAX_LENGTH:
            self._fail(f"a rule is at most {MAX_LENGTH} characters long", MAX_LENGTH)
        self._tokenise()
        node = self._or()
        if self._kind() != "end":
            self._fail('expected "and", "or" or the end; quote words that stand beside signs')
        return node

    def _tokenise(self) -> None:
        position = 0
        text = self.text.rstrip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None:
                self._fail("a quote or colon out of place", position)
            kind = match.lastgroup or ""
            value, begin = match[kind], match.start(kind)
            if kind == "word" and value.casefold() in {"and", "or", "not"}:
                kind = value.casefold()
            self.tokens.append((kind if kind != "sign" else value, value, begin))
            position = match.end()
        self.tokens.append(("end", "", len(text)))

    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def _take(self) -> tuple[str, int]:
        _, value, position = self.tokens[self.at]
        self.at += 1
        return value, position

    def _fail(self, message: str, position: int | None = None) -> NoReturn:
        if position is None:
            position = self.tokens[self.at][2]
        raise RuleError(self.text, position, message)

    def _or(self) -> Node:
        nodes = [self._and()]
        while self._kind() == "or":
            self.at += 1
            nodes.append(self._and())
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))

    def _and(self) -> Node:
        nodes = [self._factor()]
        while self._kind() == "and":
            self.at += 1
            nodes.append(self._factor())
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def _factor(self) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(f"more than {MAX_DEPTH} levels deep")
        node = self._factor_of(self._kind())
        self.depth -= 1
        return node

    def _factor_of(self, kind: str) -> Node:
        if kind == "not":
            self.at += 1
            return Not(self._factor())
        if kind == "field":
            return self._field()
        if kind == "(":
            self.at += 1
            node = self._or()
            if self._kind() != ")":
                self._fail('expected ")"')
            self.at += 1
            return node
        if kind in {"quoted", "word"}:
            return self._phrase()
        return self._fail("expected a word, a phrase or a group")

    def _field(self) -> Node:
        name, position = self._take()
        if name.casefold() == "category":
            return self._category()
        field = _FIELDS.get(name.casefold())
        if field is None:
            self._fail(f"no field {name!r}; there are title:, abstract: and category:", position)
        return Within(field, self._factor())

    def _category(self) -> Node:
        if self._kind() not in {"word", "quoted"}:
            self._fail('expected a category, such as "cs.DC"')
        name = self._take()[0].strip('"').casefold()
        return Category(name.removesuffix("*"), prefix=name.endswith("*"))

    def _phrase(self) -> Node:
        if self._kind() == "quoted":
            value, position = self._take()
            return self._ties([(part, position) for part in value.strip('"').split()], position)
        start = self.tokens[self.at][2]
        parts = []
        while self._kind() == "word":
            parts.append(self._take())
        return self._ties(parts, start)

    def _ties(self, parts: list[tuple[str, int]], start: int) -> Node:
        ties: list[tuple[Word, ...]] = []
        for part, position in parts:
            stem = part.removesuffix("*")
            words = list(compounds(fold(stem)))
            if "*" in stem or (stem != part and (not words or len(stem) < _MIN_PREFIX)):
                self._fail('"*" ends a word of two letters or more, as in serv*', position)
            ties += [tuple(Word(spellings(word)) for word in tie) for tie in words]
            if stem != part:
                last = Word((words[-1][-1],), prefix=True)
                ties[-1] = (*ties[-1][:-1], last)
        if not ties:
            self._fail("there is no word in this phrase", start)
        written = " ".join(part for part, _ in parts)
        return Phrase(tuple(Tie.of(tie) for tie in ties), written)


def compile_rules(
    whole: RuleText | None = None, sections: Mapping[SectionId, RuleText] | None = None
) -> Rules:
    """Return the rules in *whole* and *sections*, ready to match.

    Raises `RuleError` for an expression that cannot be read.
    """
    compiled = {section: _compile(text) for section, text in (sections or {}).items()}
    return Rules(_compile(whole or RuleText()), compiled)


def _compile(text: RuleText) -> RuleSet:
    return RuleSet(
        {rule: parse(rule) for rule in text.keywords},
        dict(text.keywords),
        {rule: parse(rule) for rule in text.must},
        {rule: parse(rule) for rule in text.never},
        text.catch_all,
    )
