"""The failures that a person can do something about, each with the exit code that names it.

A `KhotinError` is shown as one line on stderr, without a traceback. The codes are documented in
README.md.
"""

from typing import ClassVar

INTERRUPTED = 130
"""Exit code of a program that Ctrl-C ended, as shells count it."""


class KhotinError(Exception):
    """Base of every failure with an exit code of its own; its text is the line that is shown."""

    exit_code: ClassVar[int] = 1


class RegistryError(KhotinError):
    """A site entry that cannot be used; the text names file and line."""

    exit_code = 3


class PrerequisiteError(KhotinError):
    """Something that must be installed first, such as Java 17; the text says what and how."""

    exit_code = 4


class ElasticsearchUnavailable(KhotinError):
    """No Elasticsearch answers at the configured address, or it refuses us."""

    exit_code = 5


class PortInUse(KhotinError):
    """A port that we need is held by another program."""

    exit_code = 6


class DownloadError(KhotinError):
    """A download that is missing, cut short, or does not match its SHA-256."""

    exit_code = 7


class StorageError(KhotinError):
    """A write that failed: disk full, read-only, no permission. What was kept before is whole."""

    exit_code = 8


class ArchiveDamaged(KhotinError):
    """WARC, ledger and index do not agree, or a file does not match what the ledger says of it."""

    exit_code = 9


class IncompleteRun(KhotinError):
    """A run that ended with work left: pages failed, a floor was missed, a stage was killed."""

    exit_code = 10


class Busy(KhotinError):
    """Another process holds the portal's lock."""

    exit_code = 11


class UnreadablePage(KhotinError):
    """A file given to `khotin extract` that holds no article."""

    exit_code = 13


class Unhealthy(KhotinError):
    """A portal that is late, broken or blocked, or a change of state that could not be told."""

    exit_code = 14
