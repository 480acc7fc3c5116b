"""Tells changes of state: to a command on its standard input, to a webhook, or to both.

All changes of one check are one message, so that an outage of our own line is one alert and not
five hundred. What could not be told waits beside the portal's ledger and is told by the next check;
a check that is killed between telling and noting it tells it again: at least once, in order.
"""

import json
import shlex
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from crawler.config import Config, ConfigurationError
from indexer.storage import writing
from operations.memory import Change, Memory, recall, remember
from operations.verdict import Health

COMMAND, WEBHOOK = "command", "webhook"
STDERR = 2
PATIENCE = 30.0
"""Seconds for a command or a webhook; what takes longer is tried again."""


class Undelivered(Exception):
    """A message that did not arrive; the text says why, and holds no address and no secret."""


Message = dict[str, Any]
Channel = Callable[[Message], None]


def tell_changes(healths: Sequence[Health], config: Config, now: datetime) -> list[str]:
    """Note the states of portals and tell what has changed; return what could not be told.

    Raises StorageError where a state cannot be noted: then nothing is told, or it would be told
    again by every check.
    """
    channels = open_channels(config)
    at = int(now.timestamp() * 1000)
    known: dict[str, Memory] = {}
    with writing(config.data):
        for health in healths:
            before = recall(config.data / health.site.id)
            known[health.site.id] = before.note(health, tuple(channels), at)
            if known[health.site.id] != before:
                remember(config.data / health.site.id, known[health.site.id])
    names = {health.site.id: health.site.name for health in healths}
    problems = (_tell(name, send, known, names, config.data) for name, send in channels.items())
    return [problem for problem in problems if problem]


def open_channels(config: Config) -> dict[str, Channel]:
    """Return what tells a message, by name; raises ConfigurationError for no command."""
    channels: dict[str, Channel] = {}
    if config.alert_command:
        try:
            words = shlex.split(config.alert_command)
        except ValueError as error:
            message = f"KHOTIN_ALERT_COMMAND: {error}"
            raise ConfigurationError(message) from None
        channels[COMMAND] = lambda message: _run(words, message)
    if url := config.alert_url:
        channels[WEBHOOK] = lambda message: _post(url.get_secret_value(), message)
    return channels


def _tell(
    channel: str, send: Channel, known: dict[str, Memory], names: dict[str, str], data: Path
) -> str | None:
    """Tell what waits for a channel, and note that it is told; return what went wrong."""
    waiting = {site: memory.waiting[channel] for site, memory in known.items()}
    changes = [(c, site) for site, found in waiting.items() for c in found]
    if not changes:
        return None
    changes.sort(key=lambda pair: pair[0].at)
    problem = None
    try:
        send({"changes": [describe(change, site, names[site]) for change, site in changes]})
    except Undelivered as error:
        problem = f"{len(changes)} alert(s) could not be told by {channel}: {error}"
    with writing(data):
        for site in {site for _, site in changes}:
            known[site] = _after(known[site], channel, told=problem is None)
            remember(data / site, known[site])
    return problem


def _after(memory: Memory, channel: str, *, told: bool) -> Memory:
    if not told:
        return replace(memory, attempts=memory.attempts + 1)
    waiting = {**memory.waiting, channel: ()}
    return replace(
        memory, waiting=waiting, attempts=memory.attempts if any(waiting.values()) else 0
    )


def describe(change: Change, site: str, name: str) -> Message:
    """Return a change with JSON's types; its time as ISO 8601."""
    at = datetime.fromtimestamp(change.at / 1000, UTC).isoformat(timespec="seconds")
    return {"site": site, "name": name, **asdict(change), "at": at}


def _run(words: Sequence[str], message: Message) -> None:
    """Give a message to a command on its standard input; what it prints goes to stderr."""
    text = json.dumps(message, ensure_ascii=False) + "\n"
    try:
        done = subprocess.run(
            words, input=text.encode(), stdout=STDERR, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        raise Undelivered(f"no end within {PATIENCE:.0f} s") from None
    except OSError as error:
        raise Undelivered(error.strerror or type(error).__name__) from None
    if done.returncode:
        raise Undelivered(f"exit code {done.returncode}")


def _post(url: str, message: Message) -> None:
    """Post a message as JSON; redirects are not followed, the address may be a secret."""
    try:
        answer = requests.post(url, json=message, timeout=PATIENCE, allow_redirects=False)
    except (requests.RequestException, ValueError) as error:
        raise Undelivered(type(error).__name__) from None
    if not answer.ok or answer.is_redirect:
        raise Undelivered(f"HTTP {answer.status_code}")
