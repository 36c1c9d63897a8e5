"""The settings of one list, as its config file holds them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from bot.core.plain import LIST_NAME, is_markdown, to_markdown
from bot.core.window import parse_moment
from bot.entries import parse_template
from bot.lists import PlaceName
from bot.proposal import (
    COMMIT_MESSAGE,
    GITHUB_ACTIONS,
    TITLE,
    HouseRules,
    check_message,
    check_title,
)

# --- arXiv's categories, and the nearest one to what somebody wrote. Pure.
#
# From https://arxiv.org/category_taxonomy; it last changed in 2019.

TAXONOMY: Final = "https://arxiv.org/category_taxonomy"

_SUBJECTS: Final = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE"
    " NI OH OS PF PL RO SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "gr-qc": "",
    "hep-ex": "",
    "hep-lat": "",
    "hep-ph": "",
    "hep-th": "",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT"
    " SG SP ST",
    "math-ph": "",
    "nlin": "AO CD CG PS SI",
    "nucl-ex": "",
    "nucl-th": "",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph"
    " flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "quant-ph": "",
    "stat": "AP CO ME ML OT TH",
}

CATEGORIES: Final = frozenset(
    f"{archive}.{subject}" if subject else archive
    for archive, subjects in _SUBJECTS.items()
    for subject in (subjects.split() or [""])
)
"""Every category that a new paper can have."""

NAMES: Final = CATEGORIES | _SUBJECTS.keys()
"""What can be asked for: a category, or a whole archive such as "cs"."""


def check_category(name: str) -> str:
    """Return *name* if arXiv has it. Raises `ValueError` that names the nearest that it has."""
    if name in NAMES:
        return name
    nearest = nearest_category(name)
    guess = f"; did you mean {nearest}?" if nearest else ", such as cs.DC or hep-th;"
    raise ValueError(f"{name!r} is no arXiv category{guess} {TAXONOMY} has them all")


def nearest_category(name: str) -> str:
    """Return the category most like *name*; "" when none is.

    Case does not count, and the part behind the dot will do: "cl" is cs.CL.
    """
    folded = {known.casefold(): known for known in sorted(NAMES)}
    wanted = name.strip().casefold().replace(" ", ".").replace("_", ".")
    if wanted in folded:
        return folded[wanted]
    archives = [a for a, subjects in _SUBJECTS.items() if wanted in subjects.casefold().split()]
    if archives:
        archive = "cs" if "cs" in archives else archives[0]
        return folded[f"{archive}.{wanted}"]
    close = get_close_matches(wanted, folded, n=1)
    return folded[close[0]] if close else ""


def known_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of *names* that arXiv has as categories; old papers may have others."""
    return tuple(name for name in names if name in CATEGORIES)


# --- The configuration of one list: what a `config/NAME.toml` may say, with its defaults.
#
# The sentence under each setting is its manual: it goes into the published JSON Schema. How bytes
# become `Settings`, or an error that names a line, is in `config_text.py`.


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        raise ValueError("no such time zone; write an IANA name such as Europe/Berlin") from None
    return name


def _inside_repository(path: str) -> str:
    parts = path.split("/")
    if {"", ".", "..", ".git", ".github"} & set(parts) or "\\" in path or not path.isprintable():
        raise ValueError(
            "must be a path inside the repository, such as README.md or docs/papers.md"
        )
    if not is_markdown(path):
        raise ValueError(f"must be a Markdown file; {to_markdown(path)}")
    return path


def _since(text: str) -> str:
    if text != "last":
        parse_moment(text, now=datetime(2026, 1, 1, tzinfo=UTC))
    return text


def is_address(text: str) -> bool:
    """Return whether *text* is an address that HTTP can ask."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError("must be an address that begins with https://")
    return text


def _plain(text: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise ValueError("must be plain ASCII on one line: it is sent in a header")
    return text


def _template(text: str) -> str:
    parse_template(text)
    return text


def _signer(value: object) -> object:
    return {True: GITHUB_ACTIONS, False: ""}.get(value, value) if isinstance(value, bool) else value


Weight = Annotated[float, Field(ge=-10, le=10)]
Policy = Literal["propose", "ignore"]
Share = Annotated[float, Field(ge=0, le=1)]
Url = Annotated[str, AfterValidator(_address)]
Category = Annotated[str, AfterValidator(check_category)]
Template = Annotated[str, AfterValidator(_template)]
Signer = Annotated[
    str,
    Field(pattern=r"^$|^[^<>\s][^<>\n]* <[^<>@\s]+@[^<>@\s]+>$", max_length=200),
    BeforeValidator(_signer),
    WithJsonSchema({"type": ["boolean", "string"]}),
]
Login = Annotated[str, Field(pattern=r"^\w[\w-]{0,60}(\[bot\])?$")]
Reviewer = Annotated[str, Field(pattern=r"^\w[\w-]{0,60}(\[bot\]|/\w[\w.-]{0,98})?$")]


class _Table(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, use_attribute_docstrings=True
    )


class ListTable(_Table):
    """What is kept current."""

    name: Annotated[str, Field(pattern=f"^{LIST_NAME}$", max_length=60)] = ""
    """Names the branch and the state; default: the name of this file."""
    files: Annotated[
        tuple[Annotated[str, AfterValidator(_inside_repository)], ...], Field(min_length=1)
    ] = ("README.md",)
    """The Markdown files of the list, in reading order, relative to the repository."""
    update_counters: bool = False
    """Whether numbers that count the list's papers ("Total: 123 papers", badges) go on with it."""
    update_contents: bool = False
    """Whether a table of contents gets a line for a new heading (a day, month or year)."""
    update_stamp: bool = False
    """Whether a stamp such as "Last updated: 2026-11-22" takes the day of the run."""
    renumber: bool = False
    """Whether the items below a new one of a numbered list move up by one."""


class AnnouncementTable(_Table):
    """What becomes of each kind of announcement."""

    new: Policy = "propose"
    """Papers whose primary category is one of ours."""
    cross: Policy = "propose"
    """Papers from elsewhere that are cross-listed in one of ours."""
    replace: Policy = "ignore"
    """New versions of older papers; only --source feed knows of them."""


class ArxivTable(_Table):
    """What is polled, and as whom."""

    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    """arXiv categories, such as "cs.DC"; papers in any of them are looked at."""
    sweep_back_days: Annotated[int, Field(ge=0, le=365)] = 28
    """How long before the window a paper may have been submitted: moderation delays some."""
    background: Annotated[int, Field(ge=100, le=100_000)] = 10_000
    """How many older papers the model compares with, at most."""
    announcements: AnnouncementTable = AnnouncementTable()
    """Which kinds of announcements can be proposed."""
    api_url: Url = "https://export.arxiv.org/api/query"
    """The search API; ARXIV_API_URL overrides it."""
    feed_url: Url = "https://rss.arxiv.org"
    """The announcement feeds; ARXIV_FEED_URL overrides it."""
    oai_url: Url = "https://oaipmh.arxiv.org/oai"
    """The OAI-PMH interface; ARXIV_OAI_URL overrides it."""
    contact: Annotated[str, AfterValidator(_plain), Field(max_length=200)] = ""
    """A mail address or page, sent to arXiv with every request, so that its staff can reach you."""


class SelectTable(_Table):
    """How many papers, and how sure."""

    budget: Annotated[int, Field(ge=1, le=200)] = 8
    """Papers proposed per run, at most."""
    min_probability: Share = 0.5
    """A paper less likely to be kept than this is not proposed."""
    min_confidence: Share = 0.0
    """A paper less sure of its section than this is listed as "not sure where", not placed."""
    near_misses: Annotated[int, Field(ge=0, le=50)] = 8
    """How many papers that were left out are shown."""


class RuleTable(_Table):
    """Keyword rules; docs/rules.md explains how an expression is written."""

    keywords: dict[str, Weight] = {}
    """Expression = weight: evidence for, or with a negative weight against."""
    must: tuple[str, ...] = ()
    """Expressions of which at least one has to match."""
    never: tuple[str, ...] = ()
    """Expressions that rule a paper out."""


class EntryTable(_Table):
    """How entries are written and where they go, where the list itself should not tell."""

    place: PlaceName | None = None
    """Where a new entry goes in its section; default: as the entries there are kept."""
    new_headings: bool = True
    """Whether a missing day, month or year gets a heading where the list has gone on so."""
    template: Template | None = None
    """How an entry is written, such as "{title}: {abs}"; default: as those around it."""


class SectionTable(RuleTable):
    """The rules of one section, keyed by its heading path: "Outer heading > Inner heading"."""

    description: str = ""
    """What belongs here, in words; helps while the section is empty."""
    catch_all: bool = False
    """Takes what fits nowhere else, such as "Others"; never chosen by words of its heading."""
    place: PlaceName | None = None
    """As in [entry], for this section and those below it."""
    new_headings: bool | None = None
    """As in [entry], for this section and those below it."""
    template: Template | None = None
    """As in [entry], for this section and those below it."""


class PublishTable(_Table):
    """Where proposals go."""

    mode: Literal["auto", "diff", "write", "pull-request"] = "auto"
    """auto: a pull request inside GitHub Actions, otherwise the proposal is printed."""
    repository: Annotated[str, Field(pattern=r"^$|^[\w.-]+/[\w.-]+$")] = ""
    """OWNER/NAME; GITHUB_REPOSITORY overrides it."""
    labels: tuple[Annotated[str, Field(pattern=r"^[^,\n]{1,50}$")], ...] = ()
    """Labels for the pull request; they must exist."""
    title: Annotated[str, AfterValidator(check_title), Field(max_length=200)] = TITLE
    """Of the pull request; {count}, {papers} ("3 papers"), {list} and {window} are filled in."""
    commit_message: Annotated[str, AfterValidator(check_message), Field(max_length=1000)] = (
        COMMIT_MESSAGE
    )
    """Subject, and more after an empty line; fields as in title. Identifiers and a mark follow."""
    sign_off: Signer = ""
    """"Name <mail>" for a line Signed-off-by; true signs as GitHub Actions, which commits there."""
    reviewers: Annotated[tuple[Reviewer, ...], Field(max_length=15)] = ()
    """Who is asked to review a new pull request: "name", or "organisation/team"."""
    assignees: Annotated[tuple[Login, ...], Field(max_length=10)] = ()
    """Whom a new pull request is assigned to; people who may write here."""
    draft: bool = False
    """Whether a new pull request is opened as a draft."""
    most_papers: Annotated[int, Field(ge=1, le=150)] = 40
    """A pull request that stays open takes no more papers than this; the rest waits."""
    fork: bool = False
    """Push to the fork of the token's owner, made when missing; needs a personal token."""

    @property
    def rules(self) -> HouseRules:
        """Return what a pull request has to be like here."""
        return HouseRules(
            title=self.title,
            commit_message=self.commit_message,
            sign_off=self.sign_off,
            labels=self.labels,
            reviewers=self.reviewers,
            assignees=self.assignees,
            draft=self.draft,
        )


class ScheduleTable(_Table):
    """When `bot serve` runs; GitHub Actions has its own schedule."""

    cron: str = "17 6 * * 1"
    """Five fields: minute, hour, day of month, month, day of week."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    """An IANA name, such as "Europe/Berlin"."""
    grace_hours: Annotated[int, Field(ge=1, le=168)] = 12
    """A run missed by no more than this is made up for."""
    since: Annotated[str, AfterValidator(_since)] = "last"
    """The window of a scheduled run, as in `bot run --since`."""


class CareTable(_Table):
    """Care for the entries that are in the list already, in a pull request of its own."""

    on: bool = False
    """Whether the monthly run looks after them; a box in the pull request switches it on too."""
    links: bool = False
    """Whether links of entries are tried too; one that failed on three days is told."""
    most_changes: Annotated[int, Field(ge=1, le=40)] = 20
    """Changes in one pull request, at most; the rest waits until these are decided."""
    cron: str = "43 5 3 * *"
    """When `bot serve` looks after the list, as in [schedule]; GitHub Actions has its own."""


class Settings(_Table):
    """One list and everything the bot has to know about it."""

    arxiv: ArxivTable
    list: ListTable = ListTable()
    select: SelectTable = SelectTable()
    rules: RuleTable = RuleTable()
    entry: EntryTable = EntryTable()
    sections: dict[str, SectionTable] = {}
    publish: PublishTable = PublishTable()
    schedule: ScheduleTable = ScheduleTable()
    care: CareTable = CareTable()
