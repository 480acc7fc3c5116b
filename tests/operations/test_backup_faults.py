"""Backups and restorations that meet a full disk, damage, or each other."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.config import Config
from crawler.errors import ArchiveDamaged, Busy, StorageError
from crawler.folders import LEDGER, WARC, kept_sites
from crawler.lock import hold_lock
from crawler.verification import verify_folder
from operations.backup import UNFINISHED, back_up
from operations.manifest import (
    MANIFEST,
    NoBackup,
    finished_backups,
    read_manifest,
    verify_backups,
)
from operations.restore import MARK, restore
from tests.conftest import CHECKOUT
from tests.importing.warcs import SITE, Vault, html, page

PAGES = 40
MOUNT = ("mount", "-t", "tmpfs", "-o")


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An archive of some pages, imported; large enough for a small disk to be full of it."""
    vault = Vault(tmp_path)
    noise = [os.urandom(12_000).hex() for _ in range(PAGES)]
    pages = [page(number, html(f"Tin số {number}", noise[number])) for number in range(PAGES)]
    assert vault.count(vault.write("kept.warc.gz", pages))["captured"] == PAGES
    return vault


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 300 kB; only root can make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = [*MOUNT, "size=300k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a small file system needs root and a kernel that lets it mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def config_of(vault: Vault) -> Config:
    """Return the configuration of the archive, without an Elasticsearch."""
    return Config(data=vault.data, elasticsearch_url="http://127.0.0.1:9", wait=0)


def save(vault: Vault, target: Path) -> Path:
    """Make a backup of the folders; fails if anything could not be saved."""
    report = back_up(config_of(vault), target, with_index=False)
    assert report.errors == []
    return report.folder


def second(backups: Path) -> None:
    """Let the next backup have another name: they are named by the second."""
    (newest,) = finished_backups(backups)
    newest.rename(backups / "20250101T000000Z")


def warc_of(folder: Path) -> Path:
    """Return the WARC file of the portal in a data folder or a backup's portals."""
    (path,) = (folder / SITE / WARC).iterdir()
    return path


def test_a_full_disk_leaves_nothing_broken_and_the_backup_goes_on(
    vault: Vault, small_disk: Path
) -> None:
    command = [sys.executable, "-m", "khotin", "backup", str(small_disk), "--no-index"]
    environment = {**os.environ, "KHOTIN_DATA": str(vault.data)}
    done = subprocess.run(
        command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 8, done.stderr
    assert "No space left on device" in done.stderr or "is full" in done.stderr
    assert finished_backups(small_disk) == []
    assert list(small_disk.rglob("*.part")) == []
    subprocess.run([*MOUNT, "remount,size=60m", "tmpfs", small_disk], check=True)
    backup = save(vault, small_disk)
    assert verify_backups(small_disk) == []
    assert read_manifest(backup).articles.keys() == {SITE}
    assert vault.kept() == {
        path.name: path.read_bytes() for path in (backup / "portals" / SITE / WARC).iterdir()
    }


def test_a_full_disk_while_restoring_is_gone_on_with(vault: Vault, small_disk: Path) -> None:
    save(vault, vault.folder / "backups")
    target = Config(data=small_disk / "data", elasticsearch_url="http://127.0.0.1:9")
    with pytest.raises(StorageError, match="it goes on"):
        restore(target, vault.folder / "backups")
    assert (target.data / MARK).exists()
    assert not (target.data / SITE / LEDGER).exists()
    subprocess.run([*MOUNT, "remount,size=60m", "tmpfs", small_disk], check=True)
    restore(target, vault.folder / "backups")
    assert verify_folder(target.data, SITE).damage == []
    assert verify_folder(target.data, SITE).captures == PAGES
    assert [path.name for path in target.data.iterdir()] == [SITE.partition("/")[0]]


def test_what_did_not_change_is_linked_to_the_backup_before(vault: Vault) -> None:
    backups = vault.folder / "backups"
    save(vault, backups)
    second(backups)
    report = back_up(config_of(vault), backups, with_index=False)
    old, new = (warc_of(path / "portals") for path in finished_backups(backups))
    assert old.samefile(new)
    assert not old.samefile(warc_of(vault.data))
    assert report.linked >= new.stat().st_size
    shutil.rmtree(finished_backups(backups)[0])
    assert verify_backups(backups) == []


def test_damage_of_the_archive_does_not_reach_a_backup_that_has_it_whole(vault: Vault) -> None:
    backups = vault.folder / "backups"
    save(vault, backups)
    second(backups)
    path = warc_of(vault.data)
    whole = path.read_bytes()
    path.write_bytes(whole[:-50] + b"\0" * 50)
    backup = save(vault, backups)
    assert warc_of(backup / "portals").read_bytes() == whole


def test_damage_of_the_archive_is_named_by_the_first_backup(vault: Vault) -> None:
    path = warc_of(vault.data)
    path.write_bytes(path.read_bytes()[:-50] + b"\0" * 50)
    report = back_up(config_of(vault), vault.folder / "backups", with_index=False)
    assert [str(error) for error in report.errors] == [
        f"{path}: is not what its ledger says; see `khotin doctor --repair`"
    ]
    assert report.errors[0].exit_code == 9


def test_a_damaged_ledger_is_left_out_and_its_warc_files_are_saved(vault: Vault) -> None:
    ledger = vault.data / SITE / LEDGER
    for end in ("-wal", "-shm"):
        ledger.with_name(LEDGER + end).unlink(missing_ok=True)
    ledger.write_bytes(os.urandom(4096) + ledger.read_bytes()[4096:])
    backups = vault.folder / "backups"
    report = back_up(config_of(vault), backups, with_index=False)
    assert str(ledger) in str(report.errors[0])
    empty = Config(data=vault.folder / "again", elasticsearch_url="http://127.0.0.1:9")
    restore(empty, backups)
    assert kept_sites(empty.data) == [SITE]
    assert "is missing" in verify_folder(empty.data, SITE).damage[0]


@pytest.mark.parametrize("fault", ["flipped", "cut", "lost", "manifest"])
def test_a_backup_that_is_not_whole_is_named_and_not_restored(vault: Vault, fault: str) -> None:
    backups = vault.folder / "backups"
    backup = save(vault, backups)
    path = backup / MANIFEST if fault == "manifest" else warc_of(backup / "portals")
    if fault == "lost":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[:-60] if fault != "flipped" else content[:-1] + b"\xff")
    assert str(path) in verify_backups(backups)[0]
    empty = Config(data=vault.folder / "again")
    with pytest.raises(ArchiveDamaged, match=path.name):
        restore(empty, backups)
    assert not empty.data.exists()


def test_nothing_is_restored_over_what_is_there(vault: Vault) -> None:
    save(vault, vault.folder / "backups")
    with pytest.raises(NoBackup, match="is not empty"):
        restore(config_of(vault), vault.folder / "backups")
    with pytest.raises(NoBackup, match="no finished backup"):
        restore(config_of(vault), vault.folder)


def test_what_a_killed_attempt_left_is_used_or_dropped(vault: Vault) -> None:
    backups = vault.folder / "backups"
    work = backups / UNFINISHED / "portals" / SITE / WARC
    work.mkdir(parents=True)
    source = warc_of(vault.data)
    shutil.copyfile(source, work / source.name)
    (work / "stray.warc.gz").write_bytes(b"of a file that is not there any more")
    before = (work / source.name).stat().st_ino
    backup = save(vault, backups)
    assert warc_of(backup / "portals").stat().st_ino == before
    assert verify_backups(backups) == []


def test_no_backup_is_made_among_the_portals(vault: Vault) -> None:
    with pytest.raises(NoBackup, match="lies in the data folder"):
        save(vault, vault.data / "backups")


def test_two_backups_at_once(vault: Vault) -> None:
    backups = vault.folder / "backups"
    backups.mkdir()
    with hold_lock(backups / "backup.lock"), pytest.raises(Busy):
        save(vault, backups)


def test_an_index_that_cannot_be_saved_costs_no_folder(vault: Vault) -> None:
    backups = vault.folder / "backups"
    report = back_up(config_of(vault), backups, repository="anywhere")
    assert [error.exit_code for error in report.errors] == [5]
    assert verify_backups(backups) == []
    assert "--repository" in str(back_up(config_of(vault), backups / "2").errors[0])
