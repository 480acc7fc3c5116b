"""Ctrl-C, or a service manager's SIGTERM: both end a program in good order.

Also while something starts that must not be left half started.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from threading import Event, Thread

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)


def heed_interrupts() -> None:
    """Let either signal raise KeyboardInterrupt."""
    for number in INTERRUPTS:
        signal.signal(number, signal.default_int_handler)


@contextmanager
def interrupts_noted() -> Iterator[Event]:
    """Note a signal in the event that is yielded instead of raising it in the middle of the block.

    The caller looks at the event afterwards. For the main thread, as Python's signal handlers are.
    """
    came = Event()
    before = {number: signal.signal(number, lambda *_: came.set()) for number in INTERRUPTS}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def interrupts_deadly() -> Iterator[None]:
    """Let a signal end the program at once in the block, where it waits for threads or workers.

    Python 3.11 takes a thread for ended when KeyboardInterrupt comes while it is joined; who then
    waits for what that thread was to do waits for ever. What is kept bears it: see `test_kills`.
    """
    before = {number: signal.signal(number, signal.SIG_DFL) for number in INTERRUPTS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_with_parent() -> None:
    """Let this worker process end when its parent is killed: it would wait for work for ever."""
    parent = parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    Thread(target=wait, daemon=True).start()
