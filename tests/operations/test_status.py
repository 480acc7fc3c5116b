"""`khotin status` on real crawls of a replica: for a person, for monitoring, Prometheus, Kibana."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from elasticsearch import Elasticsearch
from prometheus_client.parser import text_string_to_metric_families

import khotin
from crawler.config import load_config
from crawler.errors import Busy
from crawler.lock import hold_lock
from indexer.indices import MAPPINGS
from tests.operations.test_alerts import keeping, told
from tests.pipeline.archive import Archive
from tests.pipeline.test_keeping_up import BEFORE, VanQuan
from tests.portals import serve
from tests.portals.answer import Answer, Request, page

SITE = "langson/dong-dang"
DAY = 86400
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><script>_cf_chl_opt={}"


class DongDang(VanQuan):
    """A portal that a firewall may stand before."""

    is_walled = False

    def answer(self, request: Request) -> Answer:
        return page(CHALLENGE) if self.is_walled else super().answer(request)


@pytest.fixture(scope="module")
def watched(
    tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str
) -> Iterator[tuple[Archive, list[dict[str, Any]]]]:
    """A portal before its first run, after it, behind a wall, and after; what each check said."""
    folder = tmp_path_factory.mktemp("watched")
    archive = Archive(folder, elasticsearch_url, f"test-{folder.name.lower()}")
    archive.extra["KHOTIN_ALERT_COMMAND"] = keeping(folder / "told")
    (folder / "sites").mkdir()
    portal = DongDang(stories=BEFORE)
    said = []
    with serve(portal) as served:
        entry = f"""[[site]]
id = "{SITE}"
name = "Cổng thông tin điện tử xã Đồng Đăng"
platform = "nukeviet"
unit = "06184"
schedule = "FREQ=DAILY"
start_urls = ["{served.url}/"]
"""
        (folder / "sites" / "langson.toml").write_text(entry, encoding="utf-8")
        said.append(check(archive, -0.1, 14))
        for day, is_walled in enumerate((False, True, False)):
            portal.is_walled = is_walled
            archive.extra["KHOTIN_CLOCK_OFFSET"] = str(day * DAY)
            archive.khotin("run" if day == 0 else "crawl", code=None)
            said.append(check(archive, day, None))
        said.append(check(archive, 7, 14))
    yield archive, said
    with Elasticsearch(elasticsearch_url) as client:
        for index in client.indices.get(index=f"{archive.prefix}*", expand_wildcards="all"):
            client.indices.delete(index=index)


def status(archive: Archive, *options: str, code: int | None = 0) -> Result:
    """Call `khotin status` in this process; fails with all it said unless it returns `code`."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in archive.environment.items():
            patch.setenv(name, value)
        load_config.cache_clear()
        done = CliRunner().invoke(khotin.cli, ["status", *options], standalone_mode=False)
    load_config.cache_clear()
    if done.exception:
        raise done.exception
    assert code in (None, done.return_value), done.output
    return done


def check(archive: Archive, day: float, code: int | None) -> dict[str, Any]:
    """Check from outside, some days from now; return what it says of the portal."""
    archive.extra["KHOTIN_CLOCK_OFFSET"] = str(day * DAY)
    done = status(archive, "--check", "--index", "--json", code=code)
    (found,) = json.loads(done.stdout)
    return dict(found) | {"code": done.return_value, "said": done.stderr}


Watched = tuple[Archive, list[dict[str, Any]]]


def test_states_and_exit_codes_follow_the_portal(watched: Watched) -> None:
    _, said = watched
    found = [(each["state"], each["code"]) for each in said]
    assert found == [
        ("late", 14),
        ("fixed", 0),
        ("blocked", 14),
        ("fixed", 0),
        ("late", 14),
    ]
    assert said[0]["reason"] == "never crawled"
    assert said[2]["reason"] == "1 of 1 sections: challenge"
    assert said[2]["page"].startswith("http://127.0.0.1:")
    assert said[4]["reason"].startswith("no run since")
    assert f"{SITE} blocked: 1 of 1 sections: challenge" in said[2]["said"]


def test_each_change_is_told_once(watched: Watched) -> None:
    archive, _ = watched
    changes = [c for message in told(archive.folder / "told") for c in message["changes"]]
    assert [c["state"] for c in changes] == ["late", "fixed", "blocked", "fixed", "late"]


def test_figures_are_those_of_the_last_run(watched: Watched) -> None:
    _, said = watched
    well = said[1]
    assert well["articles"] > 20
    assert well["links"]["found"] >= well["articles"]
    assert well["links"]["offsite"] > 0
    assert well["errors"] == {}
    assert said[2]["errors"] == {"sections/challenge": 1}
    assert well["defects"] == {"no_date": 0, "no_title": 0, "no_body": 0, "unreadable": 0}
    assert well["completeness"] == 1.0


def test_kibana_s_runs_are_the_folder_s_whatever_happened_to_the_index(watched: Watched) -> None:
    archive, _ = watched
    before = archive.documents("-runs")
    assert [(d["run"], d["outcome"], d["state"]) for d in ordered(before)] == [
        (1, "finished", "fixed"),
        (2, "finished", "blocked"),
        (3, "finished", "late"),
    ]
    first, walled = ordered(before)[:2]
    assert first["captured"] == first["counters"]["articles/captured"] > 20
    assert walled["error_reasons"] == ["sections/challenge"]
    assert walled["seconds"] > 0
    with Elasticsearch(archive.url) as client:
        index = f"{archive.prefix}-runs"
        client.delete(index=index, id=f"{SITE}:2", refresh=True)
        status(archive, "--index")
        assert archive.documents("-runs") == before
        client.indices.put_mapping(index=index, meta={"schema": "another"})
        status(archive, "--index")
        assert archive.documents("-runs") == before
        mapping = client.indices.get_mapping(index=index)[index]["mappings"]
    assert mapping["properties"] == json.loads((MAPPINGS / "run.json").read_text())["properties"]


def ordered(documents: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(documents.values(), key=lambda document: int(document["run"]))


def test_prometheus_reads_the_same_figures(watched: Watched, tmp_path: Path) -> None:
    archive, _ = watched
    file = tmp_path / "khotin.prom"
    status(archive, "--prometheus", str(file))
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    found = {
        (sample.name, sample.labels.pop("site", ""), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(file.read_text(encoding="utf-8"))
        for sample in family.samples
    }
    (said,) = json.loads(status(archive, "--json").stdout)
    assert found["khotin_portal_state", SITE, "late"] == 1
    assert sum(v for k, v in found.items() if k[0] == "khotin_portal_state") == 1
    assert found["khotin_portal_articles", SITE] == said["articles"]
    run_at = found["khotin_portal_last_run_timestamp_seconds", SITE]
    assert run_at == pytest.approx(said["last_run_at"] / 1000)
    assert found["khotin_portal_defect_ratio", SITE, "no_date"] == 0
    assert found["khotin_portal_links", SITE, "offsite"] == said["links"]["offsite"]
    assert found["khotin_check_timestamp_seconds", ""] > run_at


def test_a_person_reads_it_in_80_columns(watched: Watched) -> None:
    archive, _ = watched
    archive.extra["COLUMNS"] = "80"
    shown = status(archive).stdout
    heading, row, *_ = shown.splitlines()
    assert heading.split() == [
        *("Portal", "State", "Last", "run", "Last", "new"),
        *("Usual", "Articles", "Known", "Gone"),
    ]
    assert row.startswith(f"{SITE} ")
    assert max(len(line) for line in (heading, row)) <= 80
    assert f"{SITE} late: no run since" in shown
    assert shown.splitlines()[-1] == "1 portals: 1 late"
    assert "Section" in status(archive, "--sections").stdout


def test_two_checks_at_once(watched: Watched) -> None:
    archive, _ = watched
    with hold_lock(archive.data / "health.lock"):
        with pytest.raises(Busy, match="held by process"):
            status(archive, "--check")
        status(archive)


def test_without_elasticsearch_the_check_says_what_it_knows(watched: Watched) -> None:
    archive, _ = watched
    away = Archive(archive.folder, "http://127.0.0.1:9", archive.prefix, dict(archive.extra))
    away.extra["KHOTIN_WAIT"] = "0"
    done = status(away, "--check", "--index", code=14)
    assert "No Elasticsearch answers" in done.stderr
    status(away, "--index", code=5)
