"""The command line of Kho Tin: every verb, and no logic. Data on stdout, progress and logs on stderr."""

import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from crawler.errors import KhotinError

Sites = click.argument("patterns", metavar="[SITE]...", nargs=-1)
Json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
Follow = click.option("--follow", is_flag=True, help="Go on until standard input closes.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="khotin")
def cli() -> None:
    """Kho Tin archives the news of Vietnam's local portals and makes it searchable.

    SITE is a portal's id or a pattern such as "thanhhoa/*"; without one, every portal of the registry is meant.
    Exit codes: 0 done, 2 usage, 3 registry, 4 something to install, 5 Elasticsearch does not answer, 6 port in use,
    7 corrupt download, 8 disk, 9 damage found, 10 work left for the next run, 11 busy, 130 interrupted.
    """


@cli.command()
@Sites
@click.option("--recheck", is_flag=True, help="Fetch every known article again.")
@Json
def run(patterns: tuple[str, ...], recheck: bool, as_json: bool) -> None:
    """Crawl, extract and index once: what a timer calls."""
    from crawler.pipeline import run_pipeline

    sys.exit(run_pipeline(patterns, recheck=recheck, as_json=as_json))
