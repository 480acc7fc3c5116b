"""With security and TLS switched on: a key of each role does its work, and nothing beside it."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import sleep

import pytest
import requests
from elasticsearch import ApiError, AuthorizationException, Elasticsearch
from pydantic import SecretStr

from crawler.config import Config
from crawler.errors import ElasticsearchUnavailable
from indexer.bulk import Loader
from indexer.client import connect, wait_until_ready
from indexer.indices import articles, current_index, ensure_indices
from indexer.migration import migrate
from operations.roles import grant, load_role, prove
from tests.crawler.certificates import Authority
from tests.indexer.samples import action, article
from tests.page.serving import serving
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.generic import Generic
from tests.secured import ADMIN, Secured, secured

PREFIX = "khotin-thu"
NEWS = articles(PREFIX)
KEY = article(1, "Lễ hội").key


@pytest.fixture(scope="module")
def server() -> Iterator[Secured]:
    with secured() as server:
        yield server


@pytest.fixture(scope="module")
def indexer(server: Secured, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Give the indexer's configuration, after it has filled an archive."""
    config = server.config_for("indexer", PREFIX, tmp_path_factory.mktemp("data"))
    texts = [article(number, "Lễ hội", f"Đoạn {number}.") for number in range(30)]
    with connect(config) as client:
        ensure_indices(client, PREFIX)
        outcomes = list(Loader(client).load(action(text, NEWS.write) for text in texts))
        client.indices.refresh(index=NEWS.read)
    assert {outcome.result for outcome in outcomes} == {"indexed"}
    return config


@pytest.fixture
def reader(server: Secured, indexer: Config) -> Config:
    return server.config_for("reader", PREFIX, indexer.data)


def test_the_indexers_key_rebuilds_an_index(
    indexer: Config, reader: Config, change_mapping: Callable[..., None]
) -> None:
    change_mapping(mood={"type": "keyword"})
    with connect(indexer) as client:
        assert [done.documents for done in migrate(client, PREFIX)] == [30, 0]
    with connect(reader) as client:
        assert client.count(index=NEWS.read)["count"] == 30


@pytest.mark.parametrize(
    "address",
    [
        "/search?q=le+hoi",
        "/search?q=%22le+hoi%22&cursor=*&size=5",
        "/export?q=le+hoi&format=csv",
        f"/articles/{KEY}",
        "/suggest?q=giang",
        "/healthz",
        "/?q=le+hoi",
        "/do-phu",
        "/atom?q=le+hoi",
        f"/bai/{KEY}",
    ],
)
def test_the_readers_key_serves_every_page(reader: Config, address: str) -> None:
    with serving(reader) as url:
        answer = requests.get(url + address, timeout=30)
    assert answer.status_code == 200, answer.text[:300]


WRITES: dict[str, Callable[[Elasticsearch], object]] = {
    "a document": lambda client: client.index(index=NEWS.read, document={"title": "x"}),
    "an update": lambda client: client.update_by_query(index=NEWS.read),
    "a deletion": lambda client: client.delete_by_query(index=NEWS.read, query={"match_all": {}}),
    "an index": lambda client: client.indices.create(index=f"{PREFIX}-them"),
    "no index": lambda client: client.indices.delete(index=current_index(client, NEWS) or ""),
    "a mapping": lambda client: client.indices.put_mapping(
        index=NEWS.read, properties={"x": {"type": "keyword"}}
    ),
    "a block": lambda client: client.indices.add_block(index=NEWS.read, block="read"),
    "a setting": lambda client: client.cluster.put_settings(
        persistent={"action.auto_create_index": "false"}
    ),
    "a user": lambda client: client.security.put_user(
        username="x", password="khong-duoc", roles=[]
    ),
}


@pytest.mark.parametrize("name", WRITES)
def test_the_readers_key_changes_nothing(reader: Config, name: str) -> None:
    with connect(reader) as client:
        with pytest.raises(ApiError) as refused:
            WRITES[name](client)
        assert refused.value.meta.status == 403
        assert client.count(index=NEWS.read)["count"] == 30


@pytest.mark.parametrize("purpose", ["indexer", "reader", "monitor", "backup"])
def test_no_key_sees_another_index(server: Secured, tmp_path: Path, purpose: str) -> None:
    server.admin.index(index="cua-nguoi-khac", id="1", document={"a": 1}, refresh=True)
    with connect(server.config_for(purpose, PREFIX, tmp_path)) as client:
        with pytest.raises(AuthorizationException):
            client.get(index="cua-nguoi-khac", id="1")
        with pytest.raises(AuthorizationException):
            client.index(index="cua-nguoi-khac", document={"a": 2})
        with pytest.raises(AuthorizationException):
            client.perform_request("GET", "/_security/user", headers={"accept": "*/*"})


def test_a_backups_key_saves_and_deletes_nothing(
    server: Secured, indexer: Config, reader: Config
) -> None:
    fs = {"type": "fs", "settings": {"location": "ban-sao"}}
    server.admin.snapshot.create_repository(name="kho", repository=fs)
    with connect(server.config_for("backup", PREFIX, indexer.data)) as client:
        done = client.snapshot.create(
            repository="kho", snapshot="mot", indices=f"{PREFIX}*", wait_for_completion=True
        )
        assert done["snapshot"]["state"] == "SUCCESS"
        for asked in ("delete", "restore"):
            with pytest.raises(AuthorizationException):
                getattr(client.snapshot, asked)(repository="kho", snapshot="mot")
        with pytest.raises(AuthorizationException):
            client.snapshot.delete_repository(name="kho")
        with pytest.raises(AuthorizationException):
            client.index(index=NEWS.read, document={"title": "x"})
    with connect(reader) as client, pytest.raises(AuthorizationException):
        client.snapshot.get(repository="kho", snapshot="*")


def test_a_monitors_key_counts_and_reads_no_text(server: Secured, indexer: Config) -> None:
    with connect(server.config_for("monitor", PREFIX, indexer.data)) as client:
        assert client.cluster.health(index=NEWS.read)["number_of_nodes"] == 1
        assert client.indices.stats(index=NEWS.read)["_all"]["primaries"]["docs"]["count"] == 30
        with pytest.raises(AuthorizationException):
            client.search(index=NEWS.read)


def refusal(config: Config) -> str:
    """Return the one line that says why a server cannot be used."""
    with pytest.raises(ElasticsearchUnavailable) as refused, closing(connect(config)) as client:
        wait_until_ready(client, 20)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_who_is_not_whom_they_say_is_told_nothing(reader: Config, tmp_path: Path) -> None:
    stranger = Authority.in_folder(tmp_path).trusted
    url = str(reader.elasticsearch_url)
    wrong: dict[str, dict[object, str]] = {
        "elasticsearch_ca": {
            stranger: "unable to get local issuer certificate",
            None: "unable to get local issuer certificate",
            tmp_path / "none.pem": "No such file",
            Path(__file__): "no PEM file",
        },
        "elasticsearch_url": {
            url.replace("127.0.0.1", "localhost"): "Hostname mismatch",
            url.replace("https:", "http:"): "for https alone",
        },
        "elasticsearch_api_key": {SecretStr("c2FpOnNhaQ=="): "refuses our credentials: "},
    }
    assert reader.elasticsearch_api_key is not None
    for name, values in wrong.items():
        for value, said in values.items():
            line = refusal(reader.model_copy(update={name: value}))
            assert said in line
            assert "c2FpOnNhaQ" not in line
            assert reader.elasticsearch_api_key.get_secret_value() not in line


def test_an_expired_key_is_called_so(server: Secured, indexer: Config) -> None:
    brief = server.config_for("reader", PREFIX, indexer.data, life="1s")
    sleep(1.5)
    assert "refuses our credentials (api key is expired)" in refusal(brief)


@pytest.fixture
def archive(server: Secured, tmp_path: Path) -> Archive:
    """An archive that knows where the server is and whom to trust, but has no key."""
    (tmp_path / "quan-tri").write_text(f"{ADMIN}:{server.password}\n")
    return Archive(
        tmp_path, server.url, "test-vai", {"KHOTIN_ELASTICSEARCH_CA": str(server.authority)}
    )


def roles(archive: Archive, *options: str) -> dict[str, str]:
    """Return what `khotin roles` printed, by name."""
    admin = str(archive.folder / "quan-tri")
    done = archive.khotin("roles", "--admin", admin, *options)
    return dict(line.split("=", 1) for line in done.stdout.splitlines())


def holding(archive: Archive, key: str) -> Archive:
    return replace(archive, extra={**archive.extra, "ELASTICSEARCH_API_KEY": key})


def health(archive: Archive) -> int:
    """Return how the server answers to an archive's key."""
    key = archive.extra["ELASTICSEARCH_API_KEY"]
    return requests.get(
        archive.url,
        headers={"Authorization": f"ApiKey {key}"},
        verify=archive.extra["KHOTIN_ELASTICSEARCH_CA"],
        timeout=30,
    ).status_code


def test_the_whole_pipe_works_with_the_keys_that_roles_makes(
    archive: Archive, server: Secured
) -> None:
    keys = roles(archive)
    assert set(keys) == {f"KHOTIN_{n}_KEY" for n in ("INDEXER", "READER", "MONITOR", "BACKUP")}
    assert roles(archive) == {}, "whoever has a key keeps it"
    indexer, reader = (holding(archive, keys[f"KHOTIN_{n}_KEY"]) for n in ("INDEXER", "READER"))
    with serve("generic") as portal:
        starts = [portal.url + path for path in Generic.starts]
        archive.add_site("mau/tot", "generic", *starts, **Generic.options)
        indexer.khotin("run")
    indexer.khotin("migrate")
    (found,) = json.loads(indexer.khotin("doctor", "--json").stdout)
    assert found["documents"] == 23
    assert json.loads(reader.khotin("search", "--json", "").stdout)["total"] == 23
    monitor, backup = (holding(archive, keys[f"KHOTIN_{n}_KEY"]) for n in ("MONITOR", "BACKUP"))
    monitor.khotin("status", "--index")
    fs = {"type": "fs", "settings": {"location": "vai"}}
    server.admin.snapshot.create_repository(name="kho-vai", repository=fs)
    backup.khotin("backup", "--repository", "kho-vai", str(archive.folder / "ban-sao"))


def test_a_new_key_takes_the_old_ones_place(archive: Archive, server: Secured) -> None:
    roles(archive)
    folder = archive.folder / "khoa"
    first = roles(archive, "--role", "reader", "--rotate")["KHOTIN_READER_KEY"]
    second = roles(archive, "--role", "reader", "--rotate", "--grace", "5")["KHOTIN_READER_KEY"]
    as_first, as_second = holding(archive, first), holding(archive, second)
    for graced in (as_first, as_second):
        assert health(graced) == 200
    assert roles(archive, "--role", "reader", "--rotate", "--into", str(folder)) == {}
    assert {health(ended) for ended in (as_first, as_second)} == {401}
    (path,) = folder.iterdir()
    assert (path.name, path.stat().st_mode & 0o777) == ("reader.env", 0o600)
    name, _, key = path.read_text().strip().partition("=")
    assert name == "ELASTICSEARCH_API_KEY"
    assert health(holding(archive, key)) == 200
    found = server.admin.security.get_api_key(name="test-vai_reader-*", active_only=True)
    assert len(found["api_keys"]) == 1


def test_a_role_that_changed_changes_the_keys_that_hold_it(
    server: Secured, indexer: Config
) -> None:
    role = load_role("monitor", "test-doi")
    granted = grant(server.admin, role)
    prove(indexer, granted)
    less = replace(role, rights={**role.rights, "cluster": []})
    assert grant(server.admin, less).key is None
    assert server.admin.security.get_role(name=role.name)[role.name]["cluster"] == []
    with pytest.raises(ElasticsearchUnavailable, match="lacks rights"):
        prove(indexer, granted)


@pytest.mark.parametrize(
    ("written", "url", "code", "said"),
    [
        (f"{ADMIN}:mat-khau-sai", None, 5, "refuses the administrator's user or password"),
        ("mat-khau-sai", None, 2, "no administrator"),
        (f"{ADMIN}:mat-khau-sai", "https://[::1]:1,http://192.0.2.1:1", 2, "in clear text"),
        (f"{ADMIN}:mat-khau-sai", "https://a:mat-khau-sai@127.0.0.1:1", 5, "at https://127"),
    ],
)
def test_an_administrator_who_is_none_is_one_line(
    archive: Archive, written: str, url: str | None, code: int, said: str
) -> None:
    (archive.folder / "quan-tri").write_text(written)
    asked = replace(archive, url=url or archive.url)
    done = asked.khotin("roles", "--admin", str(archive.folder / "quan-tri"), code=code)
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert "mat-khau-sai" not in done.stdout + done.stderr
