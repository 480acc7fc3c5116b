"""The dashboards: compiled anew they are the same, and Elasticsearch answers what each panel asks.

Kibana itself can't run here. What its panels would ask is made of the compiled objects: the fields
and aggregations of Lens, the requests of Vega, the columns, order and query of saved searches.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from indexer.indices import field_types, load_schema
from tests.conftest import CHECKOUT
from tests.pipeline.archive import Archive
from tests.pipeline.conftest import register
from tests.portals import serve

KIBANA = CHECKOUT / "kibana"
OBJECTS = [
    json.loads(line)
    for line in (KIBANA / "saved_objects.ndjson").read_text(encoding="utf-8").splitlines()
]
DASHBOARDS = ["khotin-localities", "khotin-officials", "khotin-overview", "khotin-portals"]
Ask = Callable[[str, dict[str, Any]], dict[str, Any]]
WHOLE = {"count", "math", "formula"}
"""Operations of Lens that name no field of their own."""
METRICS = {"unique_count": "cardinality", "max": "max", "min": "min"}


def test_the_objects_are_made_from_what_is_there() -> None:
    listed = (KIBANA / "SHA256SUMS").read_text(encoding="utf-8").split()
    sums = dict(zip(listed[1::2], listed[::2], strict=True))
    assert {path.name for path in KIBANA.glob("*.yaml")} <= sums.keys()
    now = {name: hashlib.sha256((KIBANA / name).read_bytes()).hexdigest() for name in sums}
    assert sums == now, "make dashboards"


def newer_python() -> str:
    """Return the path of a Python that kb-dashboard runs on, 3.12 or newer; skips without one."""
    root = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser()
    names = ("python3.12", "python3.13", "python3.14", sys.executable)
    for python in chain(root.glob("versions/3.1[2-9]*/bin/python"), map(shutil.which, names)):
        code = "import sys; sys.exit(sys.version_info < (3, 12))"
        if python and not subprocess.run([python, "-c", code], check=False).returncode:
            return str(python)
    pytest.skip("kb-dashboard needs Python 3.12, and none is installed")


def test_the_objects_compiled_again_are_the_same(tmp_path: Path) -> None:
    python = newer_python()
    uv = [sys.executable, "-m", "uv", "run", "--quiet", "--no-project", "--isolated"]
    locked = ["--with-requirements", str(KIBANA / "requirements.txt"), "--python", python]
    done = subprocess.run(
        [*uv, *locked, str(KIBANA / "compile.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if "error sending request" in done.stderr:
        pytest.skip("kb-dashboard is not in uv's cache, and no registry answers")
    assert done.returncode == 0, done.stderr
    for name in ("saved_objects.ndjson", "SHA256SUMS"):
        assert (tmp_path / name).read_bytes() == (KIBANA / name).read_bytes(), "make dashboards"


def test_every_object_that_another_names_is_there() -> None:
    known = {(found["type"], found["id"]) for found in OBJECTS}
    assert len(known) == len(OBJECTS)
    assert sorted(name for kind, name in known if kind == "dashboard") == DASHBOARDS
    named = {(r["type"], r["id"]) for found in OBJECTS for r in found["references"]}
    assert named <= known


@dataclass(frozen=True, slots=True)
class Question:
    """What a panel asks: the fields that it aggregates, and the request; `view` is its index."""

    name: str
    view: str
    fields: frozenset[str]
    body: dict[str, Any]


def kql(text: str) -> dict[str, Any]:
    """Return the query that a KQL text means; knows what the dashboards use, not all of KQL."""
    lucene = text.replace(" > ", ":>").replace(" and ", " AND ").replace("not ", "NOT ")
    return {"query_string": {"query": lucene}} if text else {"match_all": {}}


def lens(name: str, view: str, layer: dict[str, Any]) -> Question:
    """Return what a layer of Lens asks: its buckets one in the other, metrics in the innermost."""
    columns = {column: layer["columns"][column] for column in layer["columnOrder"]}
    aggregations = {i: metric(c) for i, c in columns.items() if not c["isBucketed"]}
    innermost: dict[str, Any] = {i: agg for i, agg in aggregations.items() if agg}
    for column_id, column in reversed(columns.items()):
        if column["isBucketed"]:
            innermost = {column_id: bucket(column) | {"aggs": innermost}}
    fields = {c["sourceField"] for c in columns.values() if c["operationType"] not in WHOLE}
    return Question(name, view, frozenset(fields), {"size": 0, "aggs": innermost})


def bucket(column: dict[str, Any]) -> dict[str, Any]:
    """Return the aggregation of a column that makes buckets."""
    field, operation = column["sourceField"], column["operationType"]
    if operation == "date_histogram":
        return {"auto_date_histogram": {"field": field, "buckets": 20}}
    assert operation == "terms", operation
    return {"terms": {"field": field, "size": column["params"]["size"]}}


def metric(column: dict[str, Any]) -> dict[str, Any] | None:
    """Return the aggregation of a column that counts, None for what Kibana reckons itself."""
    operation = column["operationType"]
    if "filter" in column:
        return {"filter": kql(column["filter"]["query"])}
    return None if operation in WHOLE else {METRICS[operation]: {"field": column["sourceField"]}}


def vega(name: str, text: str) -> Question:
    """Return what a map asks, without what Kibana fills in."""
    (data,) = json.loads(text)["data"]
    body = data["url"]["body"]
    field = body["aggs"]["cells"]["geotile_grid"]["field"]
    view = data["url"]["index"]
    return Question(name, view, frozenset({field, data["url"]["%timefield%"]}), body)


def questions() -> Iterator[Question]:
    """Yield what every panel with data of every dashboard asks."""
    for found in OBJECTS:
        for panel in json.loads(found["attributes"].get("panelsJSON", "[]")):
            name, config = f"{found['id']}: {panel['panelIndex']}", panel["embeddableConfig"]
            if panel["type"] == "lens":
                layers = config["attributes"]["state"]["datasourceStates"]["formBased"]["layers"]
                (view,) = {reference["id"] for reference in config["attributes"]["references"]}
                for layer in layers.values():
                    yield lens(name, view, layer)
            elif panel["type"] == "visualization" and config["savedVis"]["type"] == "vega":
                yield vega(name, config["savedVis"]["params"]["spec"])
            else:
                assert panel["type"] in {"links", "search", "visualization"}, panel["type"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str) -> Archive:
    """The three portals of `make run`, and of each flag and loss that a panel counts one article.

    The portals lose nothing in one run, so the first article is marked as lost and changed here.
    """
    archive = Archive(tmp_path_factory.mktemp("kibana"), elasticsearch_url, "test-kibana")
    with ExitStack() as stack:
        names = ("liferay62", "nukeviet", "generic")
        register(archive, {name: stack.enter_context(serve(name)).url for name in names})
        archive.khotin("run")
        archive.khotin("status", "--index")
    first, document = min(archive.documents().items())
    lost = {"gone_since": document["captured_at"], "revision": 2, "flags": ["short", "no_date"]}
    with Elasticsearch(elasticsearch_url) as client:
        client.update(index=archive.prefix, id=first, doc=lost, refresh=True)
    return archive


@pytest.fixture
def ask(filled: Archive) -> Iterator[Ask]:
    """A function that sends a search to the index of a data view, under the test's prefix."""
    views = {o["id"]: o["attributes"]["title"] for o in OBJECTS if o["type"] == "index-pattern"}
    with Elasticsearch(filled.url) as client:

        def send(view: str, body: dict[str, Any]) -> dict[str, Any]:
            index = filled.prefix + views[view].removeprefix("khotin")
            return dict(client.search(index=index, **body))

        yield send


@pytest.mark.parametrize("question", list(questions()), ids=lambda question: question.name)
def test_elasticsearch_answers_a_panel(question: Question, filled: Archive, ask: Ask) -> None:
    index = f"{filled.prefix}-runs" if question.view == "khotin-runs" else filled.prefix
    with Elasticsearch(filled.url) as client:
        known = client.field_caps(index=index, fields=sorted(question.fields) or ["site"])
    for field in question.fields:
        (capability,) = known["fields"][field].values()
        assert capability["aggregatable"], field
    answer = ask(question.view, question.body)
    assert answer["hits"]["total"]["value"] > 0
    for name, found in answer.get("aggregations", {}).items():
        assert found.get("buckets") or found.get("doc_count") or found.get("value"), name


def test_every_filter_of_a_dashboard_is_of_a_field_and_each_control_has_values(ask: Ask) -> None:
    known = field_types(load_schema().mappings)
    for found in [found for found in OBJECTS if found["type"] == "dashboard"]:
        source = found["attributes"]["kibanaSavedObjectMeta"]["searchSourceJSON"]
        assert {entry["meta"]["key"] for entry in json.loads(source)["filter"]} <= known.keys()
        controls = json.loads(found["attributes"]["controlGroupInput"]["panelsJSON"])
        for control in (control["explicitInput"] for control in controls.values()):
            values = {"terms": {"field": control["fieldName"]}}
            answer = ask(control["dataViewId"], {"size": 0, "aggs": {"values": values}})
            assert answer["aggregations"]["values"]["buckets"], control["fieldName"]


@pytest.mark.parametrize(
    "saved", [o for o in OBJECTS if o["type"] == "search"], ids=lambda saved: saved["id"]
)
def test_elasticsearch_answers_a_saved_search(saved: dict[str, Any], ask: Ask) -> None:
    attributes, (view,) = saved["attributes"], (r["id"] for r in saved["references"])
    assert set(attributes["columns"]) <= field_types(load_schema().mappings).keys()
    text = json.loads(attributes["kibanaSavedObjectMeta"]["searchSourceJSON"])["query"]["query"]
    order = [{field: direction} for field, direction in attributes["sort"]]
    answer = ask(view, {"query": kql(text), "sort": order})
    if view != "khotin-revisions":  # one run brings no earlier text
        assert answer["hits"]["total"]["value"] > 0
