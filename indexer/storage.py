"""Folders on this machine: their locks, and a failed write as the one line that says so."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crawler.errors import StorageError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn an OSError of the body (disk full, read-only, no permission) into a StorageError."""
    try:
        yield
    except OSError as error:
        message = f"cannot write to {error.filename or folder}: {error.strerror or error}"
        raise StorageError(message) from error


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[int]:
    """Hold the lock file `path` for the body; gives its descriptor.

    A child that inherits the descriptor holds the lock too, until it ends; so the lock is left by
    closing, never by unlocking. Raises BlockingIOError when another has it and `wait` is false.
    """
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield file.fileno()


def held(path: Path) -> bool:
    """Return whether a process has the POSIX lock that Java's FileChannel takes on `path`."""
    try:
        with path.open("rb") as file:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
