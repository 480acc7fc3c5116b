"""One process a portal and stage at a time: a lock that the kernel frees when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crawler.errors import Busy, StorageError


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold an exclusive lock on a file, made if need be.

    Raises Busy, with the holder's process id, if it is taken, StorageError if it cannot be made.
    """
    with _open(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().decode().strip() or "unknown"
            message = f"{path}: held by process {holder}; wait for it, or end it"
            raise Busy(message) from None
        file.truncate(0)
        with suppress(OSError):  # a full disk takes no process id, but the lock holds
            file.write(str(os.getpid()).encode())
        yield


def _open(path: Path) -> BinaryIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("a+b", buffering=0)
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise StorageError(message) from error


def is_held(path: Path) -> bool:
    """Tell whether a process holds the lock on a file, which need not be there."""
    try:
        with path.open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
