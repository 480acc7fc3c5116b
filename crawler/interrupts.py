"""Ctrl-C while something starts that must not be left half started."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event


@contextmanager
def interrupts_noted() -> Iterator[Event]:
    """Note a SIGINT in the event that is yielded instead of raising it in the middle of the block.

    The caller looks at the event afterwards. For the main thread, as Python's signal handlers are.
    """
    came = Event()
    before = signal.signal(signal.SIGINT, lambda *_: came.set())
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, before)
