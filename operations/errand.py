"""One job in a process of its own: `python -m operations.errand VERB SITE TOKEN`.

It takes the portal's folder from the store, works on it, lets the store have what was done every
few minutes and in the end. Standard input tells until when it may: a line is a moment of the
machine's clock since it was started. After the last one, or when input ends because the worker is
dead, it kills every process of its session, and so itself.
"""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from crawler.config import Config, ConfigurationError, load_config
from crawler.console import complain
from crawler.errors import INTERRUPTED, KhotinError
from crawler.interrupts import heed_interrupts
from crawler.site import find_site, load_sites
from crawler.stages import Stage, StageReport, overall_exit_code, run_stages
from operations.jobs import Verb
from operations.passage import Passage

CHECK_IN = 300.0
"""Seconds between two copies into the store: what a machine that burns has fetched in vain."""
POLL = 0.2
CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Goes on while the machine sleeps."""


def moment() -> float:
    """Return the seconds since the machine was started."""
    return time.clock_gettime(CLOCK)


def run_errand(verb: Verb, site: str, token: int, config: Config) -> int:
    """Do a job and return its exit code; raises KhotinError."""
    if config.store is None:
        raise ConfigurationError("KHOTIN_STORE: the folder that all machines see is not set")
    passage = Passage(config.store, config.data, site, token)
    passage.check_out()
    ended = threading.Event()
    copying = threading.Thread(target=_check_in_regularly, args=(passage, ended), daemon=True)
    copying.start()
    try:
        return overall_exit_code(_do(verb, site, config))
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        ended.set()
        copying.join()
        passage.leave()


def _do(verb: Verb, site: str, config: Config) -> list[StageReport]:
    if verb is Verb.CRAWL:
        entry = find_site(load_sites(config.sites), site)
        return run_stages([site], [entry], config.data, recheck=False, index=False)
    stage = Stage("index", site)
    stage.end_of_input()
    return [stage.wait()]


def _check_in_regularly(passage: Passage, ended: threading.Event) -> None:
    while not ended.wait(CHECK_IN):
        try:
            passage.check_in()
        except KhotinError as error:
            complain(error)
            end_session(os.getpid())


def guard(seconds: float) -> None:
    """End this session after so many seconds, or after the moment that standard input tells."""
    until = moment() + seconds
    os.set_blocking(sys.stdin.fileno(), False)
    text = b""
    while moment() < until:
        with suppress(BlockingIOError):
            part = os.read(sys.stdin.fileno(), 1 << 12)
            if not part:
                break
            *lines, text = (text + part).split(b"\n")
            until = float(lines[-1]) if lines else until
        time.sleep(POLL)
    end_session(os.getpid())


def end_session(leader: int) -> None:
    """Kill every process of a session, also what is being started meanwhile; the caller last."""
    while found := [pid for pid in _members(leader) if pid != os.getpid()]:
        for pid in found:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
    if os.getsid(0) == leader:
        os.kill(os.getpid(), signal.SIGKILL)


def _members(leader: int) -> list[int]:
    """Return the processes of a session that live."""
    members = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # proc(5): after the name in brackets come state, parent, group and session.
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                members.append(int(path.parent.name))
    return members


def main() -> None:
    """Do the job that the arguments name."""
    verb, site, token = sys.argv[1:]
    heed_interrupts()
    try:
        config = load_config()
        threading.Thread(target=guard, args=(config.lease / 2,), daemon=True).start()
        sys.exit(run_errand(Verb(verb), site, int(token), config))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except KhotinError as error:
        complain(error)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
