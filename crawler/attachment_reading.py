"""Read kept files, each in a process of its own: a hostile one takes down nothing but itself."""

import os
import resource
import signal
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.archive import read_page
from crawler.attachments import FileCapture, FileText, store_text, unread
from crawler.errors import ArchiveDamaged
from crawler.folders import WARC, ledger_path
from crawler.ledger import Ledger
from crawler.reading.files import READER_VERSION, read_file

ROUND = 50
"""Files of one portal read between two commits."""
MAX_SECONDS = 60
"""Time a file may take; 150 pages of PDF take less than one second."""
MAX_MEMORY = 2 << 30
"""Bytes of address space; a file of 32 MB needs a few hundred MB."""
PRELOAD = ("__main__", "crawler.extraction")
"""What the server imports once that every process is forked from."""
_context = get_context("forkserver")


def read_attachments(data: Path, site: str, workers: int = 0) -> Counter[str]:
    """Read a portal's next unread files, at most `ROUND`, and keep their texts.

    Returns how many came to each outcome. `workers` is the number of processes at one time, 0 for
    one a core.
    """
    path = ledger_path(data, site)
    if not path.exists():
        return Counter()
    with Ledger(path) as ledger:
        captures = unread(ledger, READER_VERSION, ROUND)
        if not captures:
            return Counter()
        _context.set_forkserver_preload([*PRELOAD])
        with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
            found = list(pool.map(partial(_read_again_if_killed, path.parent / WARC), captures))
        with ledger.transaction():
            for capture, text in zip(captures, found, strict=True):
                store_text(ledger, capture, READER_VERSION, text)
    return Counter(text.outcome for text in found)


def _read_again_if_killed(folder: Path, capture: FileCapture) -> FileText:
    found = read_apart(folder, capture)
    return read_apart(folder, capture) if found.outcome == "crashed" else found


def read_apart(
    folder: Path, capture: FileCapture, seconds: float = MAX_SECONDS, memory: int = MAX_MEMORY
) -> FileText:
    """Read a file in a process of its own: "timeout" or "crashed" if that does not end well.

    A process without memory mostly crashes; a library that can't start a thread may wait for ever.
    """
    receiver, sender = _context.Pipe(duplex=False)
    arguments = (sender, folder / capture.warc, capture.offset, memory)
    process = _context.Process(target=_read, args=arguments, daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            return FileText("timeout")
        found: FileText = receiver.recv()
    except EOFError:
        return FileText("crashed")
    else:
        return found
    finally:
        process.kill()
        process.join()
        receiver.close()


def _read(sender: Connection, path: Path, offset: int, memory: int) -> None:
    """Send what a file says; runs in the process that may die."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to heed
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_SECONDS, MAX_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # What a library says while it dies is no warning: the outcome tells.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    try:
        sender.send(read_file(read_page(path, offset).body))
    except ArchiveDamaged:
        sender.send(FileText("damaged_record"))
    finally:
        os._exit(0)  # it has nothing to tidy, and without memory tidying may hang
