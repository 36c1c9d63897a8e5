"""GitHub, where a list lives: the only room that writes there.

For: reading how a list stands, and writing a proposal into one pull request. Promises: compare and
swap, the same again changes nothing, only branches of ours. Never: chooses papers.
`bot.github.client` opens it.
"""

from bot.github.credentials import Credential, NamedRepository, credential_of
from bot.github.reader import RepositoryFiles
