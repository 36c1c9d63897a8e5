"""What starts the job that carries decisions out: nothing that a stranger writes."""

from __future__ import annotations

import re

from tests.conftest import ROOT

DECIDE = (ROOT / ".github" / "workflows" / "decide.yml").read_text("utf-8")


def test_a_run_waits_only_once_its_condition_has_let_it_pass() -> None:
    """The group of a whole workflow evicts the run that waits before any `if` is read."""
    assert re.findall(r"^( *)concurrency:", DECIDE, re.MULTILINE) == ["    "]
    assert DECIDE.index("    if: >-") < DECIDE.index("    concurrency:")


def test_the_box_in_the_farewell_starts_a_job_only_in_a_comment_of_ours() -> None:
    _, _, rest = DECIDE.partition("github.event.action == 'edited' &&")
    undo, found, _ = rest.partition("'<!-- paper-bot:box undo -->'")
    assert found
    for needed in ("'<!-- paper-bot:closed -->'", "user.type == 'Bot'", "author_association"):
        assert needed in undo


def test_a_merge_starts_it_as_well() -> None:
    assert "pull_request.merged" not in DECIDE
    assert "types: [edited, closed]" in DECIDE
