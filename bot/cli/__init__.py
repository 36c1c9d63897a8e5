"""The roof: the commands that people call, and all that touches their machine.

For: arguments in, exit code out; wiring rooms to disk, clock and network. Promises: one line on
stderr says what to do; `bot --help` is instant. Never: imported by another room.
"""

from bot.cli.parser import main
