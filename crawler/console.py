"""What the command line shows: data on stdout, failures on stderr, days as arguments."""

import json
from collections.abc import Sequence
from datetime import date

import click
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from crawler.errors import KhotinError

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, no table.")


class Day(click.ParamType[date]):
    """A calendar day, as ISO 8601 or as Vietnamese readers write it."""

    name = "day"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day; fails as click's arguments do."""
        return click.DateTime(["%Y-%m-%d", "%d/%m/%Y"]).convert(value, param, ctx).date()


def show(as_json: bool, data: object, table: Table | Group | str | None = None) -> None:
    """Print data on stdout: as one line of JSON, or as their table if there is one."""
    if as_json or table is None:
        click.echo(json.dumps(data, ensure_ascii=False))
    else:
        Console(highlight=False).print(table, soft_wrap=isinstance(table, str))


def complain(error: KhotinError | str) -> None:
    """Print a failure on stderr as one line."""
    line = Text("khotin: ", style="red").append(str(error), style="default")
    Console(stderr=True, soft_wrap=True).print(line)


def complain_of(errors: Sequence[KhotinError]) -> int:
    """Print every failure and return the first one's exit code, 0 for none."""
    for error in errors:
        complain(error)
    return errors[0].exit_code if errors else 0
