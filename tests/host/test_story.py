"""The whole way of a list, from an App that is installed to papers that were taken."""

from __future__ import annotations

from pathlib import Path

from bot.host.storage.tables import HostedList, Verdict
from tests.host.service_world import LIST, service_world

MICE = "octo/mice"
FAIR = b"- [Fair serving of language models](https://arxiv.org/abs/2603.00900)"
PLAN = b"- [Planning ahead with agents](https://arxiv.org/abs/2603.00901)"


def test_a_list_is_invited_served_steered_and_learnt(tmp_path: Path) -> None:
    with service_world(tmp_path, {MICE: {"README.md": LIST}}) as service:
        github, town = service.town.doubles[MICE], service.town

        # Ada installs the App on her repository: a pull request with a config is opened.
        service.hears(town.installs(MICE))
        [invitation] = github.open_pulls()
        assert invitation.branch == "paper-bot-init"
        assert sorted(github.store.listing(invitation.head)) == ["README.md", "config/mice.toml"]
        assert "Close it to decline" in invitation.body
        assert "waits for a decision" in service.look()

        # She merges it: arXiv is swept, and what belongs on her list is proposed.
        github.merge(invitation.number)
        service.hears(
            town.pull(MICE, "closed", invitation.number), town.pushes(MICE, "config/mice.toml")
        )
        [proposal] = github.open_pulls()
        assert proposal.branch == "paper-bot/mice"
        proposed = github.content(proposal.branch, "README.md")
        assert FAIR in proposed
        assert PLAN in proposed

        # She unticks one of the two papers: it is taken out again at once.
        polled = len(service.arxiv.asked)
        github.talk.ticks(proposal, "2603.00901", on=False)
        service.hears(town.pull(MICE, "edited", proposal.number, changes={"body": {"from": ""}}))
        content = github.content(proposal.branch, "README.md")
        assert FAIR in content
        assert PLAN not in content
        assert len(service.arxiv.asked) == polled

        # She merges the other one.
        github.merge(proposal.number)
        service.hears(town.pull(MICE, "closed", proposal.number), town.pushes(MICE, "README.md"))
        assert FAIR in github.content("main", "README.md")
        [verdict] = service.rows(Verdict)
        assert (verdict.merged, verdict.papers) == (True, 1)

        # A week later her list is due again: neither paper comes back, and the page tells so.
        service.passes(days=8)
        assert github.open_pulls() == []
        [mice] = service.rows(HostedList)
        assert mice.served == 2
        page = service.look(f"/lists/{mice.id}")
        assert "nothing to propose" in page
        assert "1 taken, 0 refused" in page
