"""GitHub, where a list lives: the only room that writes there.

For: reading how a list stands, and writing a proposal into one pull request. Promises: compare and
swap, the same again changes nothing, only branches of ours. Never: chooses papers.
`bot.github.client` opens it.
"""

from bot.github.queries.repository_files import RepositoryFiles
from bot.github.transport.app_installations import NamedRepository
from bot.github.transport.credentials import Credential, credential_of

__all__ = [
    "Credential",
    "NamedRepository",
    "RepositoryFiles",
    "credential_of",
]
