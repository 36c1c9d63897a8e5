import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifier.rules.expression import IndexedText
from classifier.rules.grammar import RuleError, parse

TITLE = "Multi-agent KV-Caches for GPUs"
ABSTRACT = (
    "On-device LLM serving of batches. A multiagent system and its cold starts; train and test"
)
TEXT = IndexedText(TITLE, ABSTRACT, ["cs.DC", "stat.ML"])


@pytest.mark.parametrize(
    "rule",
    [
        "gpu",
        "GPUS",
        "multiagent",
        "multi-agent",
        "multi agent",
        "kv cache",
        "kvcache",
        "kv-caches",
        "on device",
        "ondevice",
        "serv*",
        "llm serv*",
        "multi-ag*",
        "multiag*",
        "title:kv-cache",
        "title:(gpu and not cpu)",
        "abstract:serving",
        "ABSTRACT:serving",
        'abstract:"cold start"',
        "category:cs.DC",
        "category:CS.dc",
        "category:cs.*",
        'category:"stat.ml"',
        "nothing or gpu",
        "gpu and llm",
        "not nothing",
        "not not gpu",
        "nothing and gpu or llm",
        "llm and (nothing or gpu)",
        '"train and test"',
        "gpu AND NOT nothing",
        "abstract:(title:gpu or llm)",
    ],
)
def test_a_rule_matches(rule: str) -> None:
    assert parse(rule).matches(TEXT)


@pytest.mark.parametrize(
    "rule",
    [
        "gp",
        "caching",
        "cache kv",
        "gpus on",
        "title:serving",
        "abstract:gpu",
        "title:(abstract:gpu)",
        "category:cs",
        "category:cs.LG",
        "category:math.*",
        "ser",
        "not gpu",
        "gpu and nothing",
        "nothing or neither",
        "not (gpu or nothing)",
        "llm and not gpu or nothing",
        "device serving",
        "serves*",
        "title:zz*",
        '"llm serving of batch starts"',
    ],
)
def test_a_rule_leaves_the_text_alone(rule: str) -> None:
    assert not parse(rule).matches(TEXT)


@pytest.mark.parametrize(
    ("rule", "position", "message"),
    [
        ("", 0, "expected a word, a phrase or a group"),
        ("a and", 5, "expected a word, a phrase or a group"),
        ("or a", 0, "expected a word, a phrase or a group"),
        ("(a or b", 7, 'expected ")"'),
        ("a)", 1, 'expected "and", "or" or the end; quote words that stand beside signs'),
        ("a (b)", 2, 'expected "and", "or" or the end; quote words that stand beside signs'),
        ('"a" b', 4, 'expected "and", "or" or the end; quote words that stand beside signs'),
        ('"a', 0, "a quote or colon out of place"),
        ("a :b", 1, "a quote or colon out of place"),
        ("author:knuth", 0, "no field 'author'; there are title:, abstract: and category:"),
        ("category:(a)", 9, 'expected a category, such as "cs.DC"'),
        ("s*rv", 0, '"*" ends a word of two letters or more, as in serv*'),
        ("llm s*", 4, '"*" ends a word of two letters or more, as in serv*'),
        ("*", 0, '"*" ends a word of two letters or more, as in serv*'),
        ('a and "--"', 6, "there is no word in this phrase"),
        ("(" * 30 + "a" + ")" * 30, 20, "more than 20 levels deep"),
        ("not " * 30 + "a", 80, "more than 20 levels deep"),
        ("a" * 1001, 1000, "a rule is at most 1000 characters long"),
    ],
)
def test_a_malformed_rule_says_where_and_why(rule: str, position: int, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(rule)
    assert (caught.value.expression, caught.value.position, caught.value.message) == (
        rule,
        position,
        message,
    )
    assert str(caught.value).startswith(f"{message} (at character {position + 1} of '")


@given(st.text(alphabet='ab -*()":andornot', max_size=60), st.text(max_size=60))
def test_any_text_is_a_rule_or_a_rule_error(rule: str, text: str) -> None:
    error: RuleError | None = None
    try:
        parse(rule).matches(IndexedText(text, text))
    except RuleError as caught:
        error = caught
    assert error is None or 0 <= error.position <= len(rule)


WORDS = st.lists(st.sampled_from(["ant", "bee", "cat", "dog"]), min_size=1, max_size=8)


@given(WORDS, WORDS)
def test_a_phrase_matches_just_where_its_words_stand_in_a_row(
    phrase: list[str], text: list[str]
) -> None:
    size = len(phrase)
    inside = any(text[i : i + size] == phrase for i in range(len(text)))
    assert parse(" ".join(phrase)).matches(IndexedText(" ".join(text))) is inside


@given(WORDS, WORDS)
def test_not_turns_a_rule_round(rule: list[str], text: list[str]) -> None:
    indexed = IndexedText(" ".join(text))
    wording = " or ".join(rule)
    assert parse(f"not ({wording})").matches(indexed) is not parse(wording).matches(indexed)


def test_repeating_words_take_no_more_steps_than_places() -> None:
    text = IndexedText("a " * 1_000, "a " * 1_000)
    assert not parse(" ".join(["a"] * 100) + " b").matches(text)
    assert parse(" ".join(["a"] * 100)).matches(text)


def test_abstracts_are_read_up_to_their_limit() -> None:
    assert not parse("late").matches(IndexedText("t", "early " * 4_000 + "late"))


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("kv cache", ("kv cache",)),
        ('"kv cache" or paging', ("kv cache",)),
        ("serv* and (latency or throughput)", ("serv*", "throughput")),
        ("serving and not training", ("serving",)),
        ("title:(cache or memory) and category:cs.DC", ("cache", "cs.dc")),
        ("category:cs.*", ("cs.*",)),
        ("(paging and training) or serving", ("serving",)),
        ("abstract:cache", ()),
        ("training", ()),
        ("not training", ()),
    ],
)
def test_a_rule_shows_the_words_that_made_it_match(rule: str, words: tuple[str, ...]) -> None:
    text = IndexedText("A KV-cache", "Serving with high throughput.", ("cs.DC",))
    assert parse(rule).found(text) == words
