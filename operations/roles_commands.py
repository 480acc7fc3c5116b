"""`khotin roles`: least-privilege roles and API keys on a secured Elasticsearch."""

from pathlib import Path

import click
from pydantic import SecretStr

from crawler.config import load_config

PURPOSES = ("indexer", "reader", "monitor", "backup")
"""The roles that programs hold; khotin_person is for people, and Kibana's to make."""
FILE = click.Path(dir_okay=False, allow_dash=True)
FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option("--admin", type=FILE, help="File with an administrator's user:password.")
@click.option("--role", "purposes", type=click.Choice(PURPOSES), multiple=True, help="Only these.")
@click.option("--rotate", is_flag=True, help="New keys; the old end when the new ones work.")
@click.option("--grace", type=click.IntRange(0), default=0, help="Minutes the old keys have left.")
@click.option("--days", type=click.IntRange(1), help="Days after which a new key ends.")
@click.option("--into", type=FOLDER, help="Folder for a file of each key, instead of stdout.")
def roles(
    admin: str | None,
    purposes: tuple[str, ...],
    rotate: bool,
    grace: int,
    days: int | None,
    into: Path | None,
) -> None:
    """Make roles and keys of indexer, reader, monitor and backup; each key is shown once.

    As often as one likes: a role that has a key keeps it, with the rights of today.
    """
    from indexer.storage import writing
    from operations.roles import (
        connect_administrator,
        end_others,
        grant,
        load_role,
        prove,
        write_key,
    )

    config = load_config()
    credentials = _read(admin) if admin else config.elasticsearch_admin
    with connect_administrator(config, credentials) as client:
        for purpose in purposes or PURPOSES:
            role = load_role(purpose, config.index_prefix)
            granted = grant(client, role, days=days, rotate=rotate)
            if granted.key is None:
                names = ", ".join(granted.others.values())
                click.echo(f"{role.name}: has {names}; --rotate replaces it", err=True)
                continue
            prove(config, granted)
            if into:
                with writing(into):
                    click.echo(f"{role.name}: {write_key(into, granted)}", err=True)
            else:
                click.echo(f"KHOTIN_{role.purpose.upper()}_KEY={granted.key.get_secret_value()}")
            end_others(client, granted, minutes=grace)


def _read(path: str) -> SecretStr:
    try:
        with click.open_file(path) as file:
            return SecretStr(file.read())
    except OSError as error:
        raise click.FileError(path, error.strerror) from error
