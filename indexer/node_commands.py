"""`khotin es`: the verbs that start, stop and show the embedded Elasticsearch."""

import click

from crawler.config import load_config
from crawler.console import json_option, show
from crawler.errors import ElasticsearchUnavailable


@click.group()
def es() -> None:
    """Start, stop or look at the embedded Elasticsearch."""


@es.command()
def start() -> None:
    """Start it, fetched first if need be, and wait until it answers."""
    from crawler.progress import show_bytes
    from indexer.local_elasticsearch import start as start_node

    with show_bytes("Elasticsearch") as progress:
        url = start_node(load_config(), progress)
    click.echo(f"Elasticsearch answers at {url}")


@es.command()
def stop() -> None:
    """Stop it; what it holds stays."""
    from indexer.local_elasticsearch import stop as stop_node

    click.echo(f"Elasticsearch {'stopped' if stop_node(load_config()) else 'was not running'}")


@es.command()
@json_option
def status(as_json: bool) -> int:
    """Tell whether it runs, and where its data are; exit code 5 if it does not run."""
    from indexer.local_elasticsearch import status as node_status

    found = node_status(load_config())
    fields = {"state": found.state, "url": found.url, "pid": found.pid, "home": str(found.home)}
    show(as_json, fields, "  ".join(f"{name}: {value}" for name, value in fields.items()))
    return 0 if found.state == "running" else ElasticsearchUnavailable.exit_code
