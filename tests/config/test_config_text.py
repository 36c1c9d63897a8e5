"""A config is read whole or refused with file, line and remedy."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from bot.config.config_text import Config, check_names, config_schema, parse_config
from bot.core.errors import ConfigError
from tests.conftest import ROOT

MINIMAL = b'[arxiv]\ncategories = ["cs.DC"]\n'


def test_one_category_is_all_that_a_config_needs() -> None:
    config = parse_config(MINIMAL, file="config/my-list.toml")
    assert config.list_name == "my-list"
    assert config.settings.list.files == ("README.md",)
    assert config.settings.arxiv.categories == ("cs.DC",)
    assert config.settings.publish.mode == "auto"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            b"",
            'line 1: arxiv is missing; add [arxiv] categories = ["cs.CL"], or whichever you want',
        ),
        (b"x", "line 1: not valid TOML: Expected '=' after a key in a key/value pair"),
        (b"a = 1\n\nb = 'x", 'line 3: not valid TOML: Expected "\'"'),
        (b"a = 1\nb = \xff", "line 2: not UTF-8; save the file as UTF-8"),
        (b"[arxv]\n", "line 1: unknown setting arxv; did you mean 'arxiv'?"),
        (
            MINIMAL + b"[select]\nbudgett = 3\n",
            "line 4: unknown setting select.budgett; did you mean 'budget'?",
        ),
        (
            MINIMAL + b"[schedule]\nqqq = 3\n",
            "line 4: unknown setting schedule.qqq; known are cron, grace_hours, since, timezone",
        ),
        (
            MINIMAL + b'[sections."A > B"]\nkeyword = {}\n',
            "line 4: unknown setting sections.\"A > B\".keyword; did you mean 'keywords'?",
        ),
        (
            b'[arxiv]\ncategories = [\n  "cs.DC",\n  "cs DC",\n]\n',
            "line 4: arxiv.categories.1: 'cs DC' is no arXiv category; did you mean cs.DC?",
        ),
        (
            MINIMAL + b'[select]\nbudget = "3"\n',
            "line 4: select.budget: must be a whole number, without quotes",
        ),
        (
            MINIMAL + b"[select]\nmin_probability = 1.5\n",
            "line 4: select.min_probability: must be 1 or less",
        ),
        (
            MINIMAL + b'[list]\nfiles = ["a.md", "../b.md"]\n',
            "line 4: list.files.1: must be a path inside the repository, such as README.md",
        ),
        (
            MINIMAL + b'[list]\nfiles = ["docs/list.RST"]\n',
            "line 4: list.files.0: must be a Markdown file; convert it to Markdown: pandoc",
        ),
        (
            MINIMAL + b'[list]\nfiles = ["/etc/passwd"]\n',
            "line 4: list.files.0: must be a path inside the repository, such as README.md",
        ),
        (
            MINIMAL + b'[sections."A".keywords]\n"x y" = 99\n',
            'line 4: sections.A.keywords."x y": must be 10 or less',
        ),
        (
            MINIMAL + b'[schedule]\ntimezone = "Mars/Base"\n',
            "line 4: schedule.timezone: no such time zone; write an IANA name such as",
        ),
        (
            b'[arxiv]\ncategories = ["cs.DC"]\napi_url = "file:///etc/passwd"\n',
            "line 3: arxiv.api_url: must be an address that begins with https://",
        ),
        (
            b'[arxiv]\ncategories = ["cs.DC"]\noai_url = "http://[::1"\n',
            "line 3: arxiv.oai_url: must be an address that begins with https://",
        ),
        (
            b'[arxiv]\ncategories = ["cs.DC"]\ncontact = "me\\nX-Evil: 1"\n',
            "line 3: arxiv.contact: must be plain ASCII on one line",
        ),
        (
            MINIMAL + b'[schedule]\nsince = "banana"\n',
            "line 4: schedule.since: 'banana' is no moment; write a span such as 7d",
        ),
        (
            MINIMAL + b'[list]\nfiles = ["a\\u0000b"]\n',
            "line 4: list.files.0: must be a path inside the repository",
        ),
        (
            MINIMAL + b'[list]\nfiles = [".github/workflows/ci.yml"]\n',
            "line 4: list.files.0: must be a path inside the repository",
        ),
        (
            MINIMAL + b'[publish]\nlabels = ["a,b"]\n',
            "line 4: publish.labels.0: must be labels of at most 50 characters without a comma",
        ),
        (
            MINIMAL + b'[publish]\ntitle = "Add {titel}"\n',
            "line 4: publish.title: {titel} is no field; known are {count}, {papers}, {list},",
        ),
        (
            MINIMAL + b'[publish]\ncommit_message = "Add {paper}"\n',
            "line 4: publish.commit_message: {paper} is no field; did you mean {papers}",
        ),
        (
            MINIMAL + b'[publish]\nsign_off = "Ada"\n',
            'line 4: publish.sign_off: must be true, or "Name <mail>"',
        ),
        (
            MINIMAL + b'[publish]\nreviewers = ["@ada"]\n',
            "line 4: publish.reviewers.0: must be names without @, such as",
        ),
        (
            MINIMAL + b'[publish]\nassignees = ["octo/team"]\n',
            "line 4: publish.assignees.0: must be names without @, such as",
        ),
        (b"x = " + b"[" * 5000, "line 1: nested too deeply; write flat tables"),
        (
            MINIMAL + b'[publish]\nmode = "pull_request"\n',
            "line 4: publish.mode: must be 'auto', 'diff', 'write' or 'pull-request'; did you mean"
            " 'pull-request'?",
        ),
        (b"[arxiv]\ncategories = []\n", "line 2: arxiv.categories: is empty; give at least one,"),
        (
            b'[arxiv]\ncategories = "cs.CL"\n',
            'line 2: arxiv.categories: must be a list in brackets, such as ["cs.CL"]',
        ),
        (
            MINIMAL + b"[list]\nupdate_stamp = 'yes'\n",
            "line 4: list.update_stamp: must be true or false, without quotes",
        ),
        (MINIMAL + b"[list]\nname = 3\n", "line 4: list.name: must be text in quotes"),
        (
            MINIMAL + b"[list]\nname = 'My List'\n",
            "line 4: list.name: must be small letters, digits and single hyphens",
        ),
        (
            MINIMAL + b"[publish]\nrepository = 'https://github.com/a/b'\n",
            'line 4: publish.repository: must be "OWNER/NAME"',
        ),
        (MINIMAL + b"[select]\nbudget = 0\n", "line 4: select.budget: must be 1 or more"),
        (MINIMAL + b"[select]\nbudget = 2.5\n", "line 4: select.budget: must be a whole number"),
        (
            MINIMAL + b"[rules.keywords]\n'a' = '2'\n",
            "line 4: rules.keywords.a: must be a number, without quotes",
        ),
        (b"rules = 3\n" + MINIMAL, "line 1: rules: must be a table, [rules]"),
        (MINIMAL + b"[rules]\nkeywords = ['a']\n", "line 4: rules.keywords: must be a table,"),
        (b"arxiv:\n  categories: [cs.CL]\n", "line 1: is YAML; a config is TOML: write [arxiv]"),
        (
            MINIMAL + b'[entry]\nplace = "first"\n',
            "line 4: entry.place: must be 'top', 'bottom', 'newest-first',"
            " 'oldest-first' or 'alphabetical'",
        ),
        (
            MINIMAL + b'[sections."Trees > Old"]\nplace = "first"\n',
            "line 4: sections.\"Trees > Old\".place: must be 'top', 'bottom',",
        ),
        (
            MINIMAL + b'[entry]\ntemplate = "[{titel}]({abs})"\n',
            "line 4: entry.template: column 2: unknown field 'titel'; did you mean 'title'?",
        ),
        (
            MINIMAL + b'[sections."Trees > Old"]\ntemplate = "{title"\n',
            "line 4: sections.\"Trees > Old\".template: column 1: '{title' is not closed; add '}'",
        ),
        (
            MINIMAL + b"[entry]\nnew_heading = true\n",
            "line 4: unknown setting entry.new_heading; did you mean 'new_headings'?",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_remedy(raw: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(raw, file="config/x.toml")
    message_text = str(caught.value)
    assert message_text.startswith(f"config/x.toml, {message}")


def test_a_file_name_that_is_no_list_name_asks_for_one() -> None:
    with pytest.raises(ConfigError, match=r'set \[list\] name = "my-list"'):
        parse_config(MINIMAL, file="config/My List.toml")
    named = parse_config(MINIMAL + b'[list]\nname = "mine"\n', file="config/My List.toml")
    assert named.list_name == "mine"


def test_a_setting_knows_its_line_for_errors_found_later() -> None:
    config = parse_config(MINIMAL + b'[sections.A.keywords]\n"a b" = 1\n', file="c.toml")
    assert config.where("sections", "A", "keywords", "a b") == "c.toml, line 4"
    assert config.where("sections", "A", "must", 3) == "c.toml, line 3"
    assert config.where("schedule", "cron") == "c.toml, line 1"


def test_the_published_schema_is_the_one_the_code_checks_by() -> None:
    assert (ROOT / "config" / "schema.json").read_text(encoding="utf-8") == config_schema(), (
        "run: make schema"
    )


@pytest.mark.parametrize("path", sorted((ROOT / "config").glob("*.toml")), ids=lambda p: p.name)
def test_every_config_here_is_valid_for_us_and_for_editors(path: Path) -> None:
    raw = path.read_bytes()
    parse_config(raw, file=path.name)
    jsonschema.validate(tomllib.loads(raw.decode()), json.loads(config_schema()))


def named(*names: str) -> list[Config]:
    return [parse_config(MINIMAL, file=f"config/{name}.toml") for name in names]


def test_of_a_list_of_wrong_values_each_is_told_and_nothing_more() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(b'[arxiv]\ncategories = ["cl", "cs DC"]\n', file="mice.toml")
    says = (str(caught.value), *caught.value.others)
    assert ["no arXiv category" in text for text in says] == [True, True]


@pytest.mark.parametrize(
    "names", [("mice", "mice-1"), ("mice", "mice-02"), ("mice-2", "mice-3"), ("m", "mice-2"), ()]
)
def test_lists_with_branches_of_their_own_stand_side_by_side(names: tuple[str, ...]) -> None:
    check_names(named(*names))


@pytest.mark.parametrize("other", ["mice-2", "mice-9", "mice-10", "mice-99"])
@pytest.mark.parametrize("turned", [1, -1])
def test_a_list_may_not_be_called_as_the_second_branch_of_another(other: str, turned: int) -> None:
    with pytest.raises(ConfigError) as caught:
        check_names(named("mice", other)[::turned])
    assert str(caught.value) == (
        f"config/{other}.toml, line 1: the list 'mice' of config/mice.toml may come to use the "
        f'branch of {other!r}; set [list] name = "my-list", or any that is not mice-NUMBER'
    )


def test_two_lists_of_one_name_are_told_apart_by_their_files() -> None:
    with pytest.raises(ConfigError, match=r"^b/mice.toml, line 1: a/mice.toml is called 'mice'"):
        check_names([parse_config(MINIMAL, file=f"{at}/mice.toml") for at in "ab"])
