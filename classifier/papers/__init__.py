"""The noun that all rooms share: a paper, as arXiv describes it."""

from classifier.papers.paper import (
    ArxivId,
    Candidate,
    Decided,
    Listed,
    Paper,
    Placement,
    Reason,
    SectionId,
    Selection,
    Topic,
    parse_arxiv_id,
)
