"""`khotin backup` and `khotin restore`: the archive saved, verified, and brought back."""

from pathlib import Path

import click

from crawler.config import load_config
from crawler.console import complain_of, json_option, show

FOLDER = click.Path(path_type=Path, file_okay=False)
no_index_option = click.option("--no-index", is_flag=True, help="The portal folders alone.")


@click.command()
@click.argument("target", metavar="DEST", type=FOLDER)
@click.option("--repository", help="Elasticsearch's repository for the snapshot.")
@no_index_option
@click.option("--verify", is_flag=True, help="Read every backup in DEST; make none.")
@json_option
def backup(
    target: Path, repository: str | None, no_index: bool, verify: bool, as_json: bool
) -> int:
    """Save portal folders and indices in a new folder of DEST, while runs go on."""
    from crawler.errors import ArchiveDamaged
    from crawler.progress import show_bytes
    from operations.backup import back_up
    from operations.manifest import verify_backups

    config = load_config()
    if verify:
        with show_bytes("verify") as progress:
            problems = verify_backups(target, progress)
        if as_json or not problems:
            show(as_json, problems, "every file is whole")
        return complain_of([ArchiveDamaged(problem) for problem in problems])
    with show_bytes("back up") as progress:
        report = back_up(
            config, target, repository=repository, with_index=not no_index, progress=progress
        )
    show(as_json, report.to_dict(), str(report))
    return complain_of(report.errors)


@click.command()
@click.argument("source", metavar="SOURCE", type=FOLDER)
@no_index_option
@json_option
def restore(source: Path, no_index: bool, as_json: bool) -> int:
    """Bring back the newest backup in SOURCE, or SOURCE itself, into an empty data folder."""
    from crawler.progress import show_bytes
    from operations.restore import restore as restore_backup

    with show_bytes("restore") as progress:
        report = restore_backup(load_config(), source, with_index=not no_index, progress=progress)
    show(as_json, report.to_dict(), str(report))
    return complain_of(report.errors)
