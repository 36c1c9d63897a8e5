"""Invented papers about kettles, bridges and bees, for tests that need something to learn."""

from __future__ import annotations

from itertools import cycle, islice

from classifier.papers.paper import ArxivId, Listed, Paper, SectionId, Topic

WORDS = {
    "kettle": "kettle steam boiling spout whistle copper limescale heating element water tea",
    "bridge": "bridge girder span arch cable pylon bearing load truss river crossing",
    "bee": "bee hive honey swarm queen nectar pollen comb drone wax apiary",
    "cloud": "cloud rain cumulus weather humidity front pressure storm forecast drizzle fog",
    "piano": "piano hammer string keyboard pedal felt tuning sonata octave tone soundboard",
}
FRAME = "we present and study a method that improves results over previous work on"


def text_about(subject: str, number: int, length: int = 40) -> str:
    """Return *length* words on *subject*, different ones for each *number*."""
    words = WORDS[subject].split()
    step = 1 + number % 7
    turned = [words[(number + i * step) % len(words)] for i in range(length)]
    return f"{FRAME} {' '.join(turned)} v{number}"


def paper(subject: str, number: int, *, category: str = "cs.LG") -> Paper:
    """Return an invented paper."""
    words = WORDS[subject].split()
    return Paper(
        id=ArxivId(f"24{1 + len(subject) % 9:02}.{list(WORDS).index(subject)}{number:04}"),
        title=f"{subject.title()} {words[number % len(words)]} study {number}",
        abstract=text_about(subject, number),
        categories=(category,),
    )


def listed(subject: str, number: int, section: int, *, abstract: bool = True) -> Listed:
    """Return an invented entry."""
    known = paper(subject, number)
    return Listed(
        key=known.id,
        title=known.title,
        abstract=known.abstract if abstract else "",
        section=SectionId(section),
        categories=known.categories if abstract else (),
    )


def background(count: int) -> tuple[Paper, ...]:
    """Return papers on what the list passes over."""
    subjects = islice(cycle(["cloud", "piano", "cloud", "piano", "bridge"]), count)
    return tuple(paper(subject, 500 + i) for i, subject in enumerate(subjects))


TOPICS = (
    Topic(id=SectionId(0), path=("Awesome Kitchen",)),
    Topic(id=SectionId(1), path=("Awesome Kitchen", "Contents")),
    Topic(id=SectionId(2), path=("Awesome Kitchen", "Kettles and Steam")),
    Topic(id=SectionId(3), path=("Awesome Kitchen", "Honey")),
    Topic(id=SectionId(4), path=("Awesome Kitchen", "Honey", "Hives")),
    Topic(id=SectionId(5), path=("Awesome Kitchen", "Surveys")),
    Topic(id=SectionId(6), path=("Awesome Kitchen", "Others")),
)
