"""Writes the workflows that `bot init` writes into a folder, for zizmor and actionlint to check.

python -m tools.packaged_workflows FOLDER
"""

import sys
from pathlib import Path

from bot.cli.repository import WORKFLOWS, workflow_template
from bot.onboarding import Action, cron_for, fill_in

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in WORKFLOWS:
        filled = fill_in(
            workflow_template(name), cron=cron_for("me/list"), action=Action("me/paper-bot", "v1")
        )
        (folder / name).write_text(filled, encoding="utf-8")
