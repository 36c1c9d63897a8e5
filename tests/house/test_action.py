"""The Action as a runner runs it: its last step in a consumer's repository, against doubles.

The step that installs is held by `test_installing.py`; here a command of that name stands where it
would have put one. It notes how it was called, and the bot is then run here, as it was called: one
test lets a process of its own do so.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.arxiv.sources import cache_folder
from bot.cli import parser
from tests.arxiv.fakes import FakeClock
from tests.arxiv.server import ArxivDouble
from tests.cli.conftest import CONFIG, README, many
from tests.conftest import ROOT
from tests.github.github_double import TOKEN, GitHubDouble

ACTION = (ROOT / "action.yml").read_text("utf-8")
NOTED = f"""#!{sys.executable} -IS
import json, os, sys
call = dict(args=sys.argv[1:], environ=dict(os.environ), folder=os.getcwd())
json.dump(call, open(os.path.join(os.environ["RUNNER_TEMP"], "call"), "w"))
"""
BOT = f"""#!{sys.executable}
import sys
sys.path.insert(0, {str(ROOT)!r})
from bot.arxiv.sources import cache_folder
from bot.cli import parser
from tests.arxiv.fakes import FakeClock
clock = FakeClock()
parser.SystemClock = lambda: clock
sys.exit(parser.main())
"""


def step(name: str) -> tuple[dict[str, str], str]:
    """Return the variables and the script of the step with the id *name*."""
    (text,) = re.findall(rf"(?ms)^    - id: {name}\n(.*?)(?=^    - |\Z)", ACTION)
    env = dict(re.findall(r"(?m)^        ([A-Z_]+): \$\{\{ inputs\.([a-z-]+) \}\}$", text))
    script = text.partition("      run: |\n")[2]
    return env, re.sub(r"(?m)^ {8}", "", script)


def defaults() -> dict[str, str]:
    """Return what each input is when a workflow does not set it."""
    part = ACTION.partition("\ninputs:\n")[2].partition("\noutputs:\n")[0]
    return dict(
        re.findall(r'(?m)^  ([a-z-]+):\n    description: .*\n    default: "?(.*?)"?$', part)
    )


@dataclass
class Runner:
    """A runner of a list's own repository: its folders, and files for what a step hands on."""

    home: Path
    environ: dict[str, str]
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, **inputs: str) -> tuple[int, str]:
        """Run the step with these inputs, the others as a workflow leaves them; exit code, errors.

        The command that it would run is put in a process only if it is `BOT`.
        """
        (self.home / "temp/call").unlink(missing_ok=True)
        done = self.script(**inputs)
        try:
            call = json.loads((self.home / "temp/call").read_text("utf-8"))
        except FileNotFoundError:
            return done.returncode, done.stderr
        with self.monkeypatch.context() as here:
            for name in set(os.environ) - set(call["environ"]):
                here.delenv(name)
            for name, value in call["environ"].items():
                here.setenv(name, value)
            here.chdir(call["folder"])
            here.setattr(parser, "SystemClock", FakeClock)
            self.capsys.readouterr()
            code = _main(call["args"])
        return code, self.capsys.readouterr().err

    def chosen(self) -> list[str]:
        """Return what the step called last, without running it."""
        call: dict[str, list[str]] = json.loads((self.home / "temp/call").read_text("utf-8"))
        return call["args"]

    def script(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        """Let bash run the step's script, as a runner does."""
        for name in ("outputs", "summary"):
            (self.home / name).write_text("")
        given = defaults() | {"token": TOKEN} | {k.replace("_", "-"): v for k, v in inputs.items()}
        variables, script = step("bot")
        # https://docs.github.com/actions/reference/workflow-syntax#jobsjob_idstepsshell
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.home / "list",
            env={"SCHEDULE": ""}
            | self.environ
            | {name: given[of] for name, of in variables.items()},
            capture_output=True,
            text=True,
            timeout=110,
            check=False,
        )

    def install(self, command: str) -> None:
        """Put *command* where the Action's first steps would have put the bot."""
        path = self.home / "temp/paper-bot/bin/bot"
        path.write_text(command)
        path.chmod(0o755)

    @property
    def outputs(self) -> dict[str, str]:
        lines = (self.home / "outputs").read_text("utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def summary(self) -> str:
        return (self.home / "summary").read_text("utf-8")


def _main(args: list[str]) -> int:
    try:
        return parser.main(args)
    except SystemExit as ended:  # as argparse ends
        return int(ended.code or 0)


@pytest.fixture
def github() -> Iterator[GitHubDouble]:
    with GitHubDouble(files={"README.md": README}) as double:
        yield double


@pytest.fixture
def runner(
    tmp_path: Path,
    github: GitHubDouble,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Runner]:
    (tmp_path / "temp/paper-bot/bin").mkdir(parents=True)
    (tmp_path / "list/config").mkdir(parents=True)
    (tmp_path / "list/config/mine.toml").write_text(CONFIG, "utf-8")
    (tmp_path / "list/README.md").write_bytes(README)
    arxiv = ArxivDouble(list(many()))
    with arxiv as url:
        one = Runner(
            tmp_path,
            {
                "PATH": os.environ["PATH"],
                "HOME": str(tmp_path),
                "RUNNER_TEMP": str(tmp_path / "temp"),
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": github.repository,
                "GITHUB_API_URL": github.url,
                "GITHUB_OUTPUT": str(tmp_path / "outputs"),
                "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
                **arxiv.env(url),
            },
            monkeypatch,
            capsys,
        )
        one.install(NOTED)
        yield one


def test_what_arxiv_said_is_kept_between_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    folders = re.findall(r"(?m)^          (~/.*)$", ACTION)
    assert f"{cache_folder()}" in {f"{Path(each).expanduser()}" for each in folders}
    assert folders[:2] == folders[2:]  # as restored, so saved


def test_the_first_run_opens_a_pull_request_and_hands_its_number_on(
    runner: Runner, github: GitHubDouble
) -> None:
    runner.install(BOT)
    code, errors = runner.run()
    assert (code, errors.count("Traceback")) == (0, 0), errors
    [pull] = github.open_pulls()
    assert runner.outputs == {
        "pull-request-number": str(pull.number),
        "pull-request-url": runner.outputs["pull-request-url"],
        "proposed": "2",
        "complete": "true",
        "refresh": "false",
    }
    assert runner.outputs["pull-request-url"].endswith(f"/pull/{pull.number}")
    assert "Fair serving of language models" in runner.summary


def test_a_second_run_finds_nothing_new_and_says_so(runner: Runner, github: GitHubDouble) -> None:
    runner.run()
    [pull] = github.open_pulls()
    before = (pull.body, dict(github.refs) | {"paper-bot/state": ""})
    assert runner.run()[0] == 0
    assert runner.outputs["proposed"] == "0"
    [pull] = github.open_pulls()
    assert (pull.body, dict(github.refs) | {"paper-bot/state": ""}) == before


def test_dry_run_writes_nothing(runner: Runner, github: GitHubDouble) -> None:
    assert runner.run(dry_run="true")[0] == 0
    assert (github.writes(), runner.outputs["pull-request-number"]) == ([], "")


def test_sync_carries_out_a_wish_to_refresh(runner: Runner, github: GitHubDouble) -> None:
    runner.run()
    [pull] = github.open_pulls()
    box = "<!-- paper-bot:box refresh -->"
    pull.body = pull.body.replace(f"- [ ] {box}", f"- [x] {box}")
    assert runner.run(command="sync")[0] == 0
    assert runner.outputs["refresh"] == "true"


@pytest.mark.parametrize(
    ("schedule", "command", "call"),
    [
        ("", "auto", ["run", "--since", "last", "-v"]),
        ("17 6 * * 1", "auto", ["run", "--since", "last", "-v"]),
        ("17 6 3 * *", "auto", ["care", "--when-on", "-v"]),
        ("17 6 3 * *", "run", ["run", "--since", "last", "-v"]),
        ("17 6 * * 1", "care", ["care", "--when-on", "-v"]),
    ],
)
def test_a_schedule_with_a_day_of_the_month_looks_after_the_entries(
    runner: Runner, schedule: str, command: str, call: list[str]
) -> None:
    runner.environ["SCHEDULE"] = schedule
    assert runner.script(command=command).returncode == 0
    assert runner.chosen() == call


def test_where_actions_may_not_open_pull_requests_the_switch_is_named_with_a_link(
    runner: Runner, github: GitHubDouble
) -> None:
    github.may_open_pulls = False
    code, errors = runner.run()
    assert code == 1
    assert "Allow GitHub Actions to create and approve pull requests" in errors
    assert "/compare/" in errors
    assert github.open_pulls() == []


@pytest.mark.parametrize(
    ("inputs", "code", "words"),
    [
        ({"command": "delete"}, 2, "the input 'command' must be auto, run, care or sync"),
        ({"since": "$(touch pwned)"}, 2, "is no moment; write a span such as 7d"),
        ({"token": "wrong"}, 1, "does not accept the token (401)"),
    ],
)
def test_a_wrong_input_is_one_line_that_says_what_to_do(
    runner: Runner, inputs: dict[str, str], code: int, words: str
) -> None:
    ended, errors = runner.run(**inputs)
    assert (ended, "Traceback" in errors) == (code, False)
    assert words in errors
    assert not (runner.home / "list/pwned").exists()


def test_an_action_has_few_inputs_and_each_one_reaches_the_step() -> None:
    variables, _ = step("bot")
    assert set(variables.values()) == set(defaults())
    assert len(defaults()) <= 5


def test_it_checks_out_only_what_is_not_there_and_no_pull_requests_code() -> None:
    """`hashFiles` is "" where the workspace holds no config; an event's own ref may be a fork's."""
    first = ACTION.partition("  steps:\n")[2].partition("    - uses: actions/setup-python")[0]
    assert "- if: ${{ !hashFiles('config/*.toml') }}\n      uses: actions/checkout@" in first
    assert "github.event.pull_request && github.event.repository.default_branch" in first
    assert "persist-credentials: false" in first


def test_what_the_step_hands_on_is_what_the_action_offers() -> None:
    offered = set(re.findall(r"steps\.bot\.outputs\.([a-z-]+)", ACTION))
    assert offered == {"pull-request-number", "pull-request-url", "proposed", "complete", "refresh"}
