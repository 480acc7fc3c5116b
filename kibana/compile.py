"""Compile the dashboards: every kibana/*.yaml to saved_objects.ndjson, one saved object a line.

`make dashboards` runs it in an environment of its own: kb-dashboard needs Python 3.12, the project
3.11. Beside the objects it writes SHA256SUMS over what they were made from, so that a test can tell
without the compiler that they are current. The same input gives the same bytes.
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from kb_dashboard_core import load, render

SOURCES = Path(__file__).resolve().parent
OBJECTS = SOURCES / "objects.yaml"
VOLATILE = ("created_at", "created_by", "updated_at", "updated_by", "version", "managed")
"""What Kibana notes about who saved an object when; an import sets it anew."""


def main(folder: Path) -> None:
    """Write saved_objects.ndjson and SHA256SUMS into `folder`; raises what kb-dashboard refuses."""
    objects = sorted(saved_objects(), key=lambda found: (found["type"], found["id"]))
    lines = [json.dumps(found, ensure_ascii=False, sort_keys=True) for found in objects]
    written = folder / "saved_objects.ndjson"
    written.write_text("\n".join(lines) + "\n", encoding="utf-8")
    made_from = [*sorted(SOURCES.glob("*.yaml")), Path(__file__), SOURCES / "requirements.txt"]
    sums = [f"{digest(path)}  {path.name}\n" for path in [*made_from, written]]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def saved_objects() -> Iterator[dict[str, Any]]:
    """Yield every saved object: data views, searches, dashboards."""
    own = yaml.safe_load(OBJECTS.read_text(encoding="utf-8"))
    yield from map(data_view, own["data_views"])
    yield from map(search, own["searches"])
    for path in SOURCES.glob("*.yaml"):
        for dashboard in load(str(path)) if path != OBJECTS else []:
            found = json.loads(render(dashboard).model_dump_json(by_alias=True))
            yield {name: value for name, value in found.items() if name not in VOLATILE}


def data_view(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a data view as Kibana saves it; without `time_field` its time picker does nothing."""
    attributes = {"title": entry["title"], "name": entry["name"]}
    if "time_field" in entry:
        attributes["timeFieldName"] = entry["time_field"]
    return {
        "type": "index-pattern",
        "id": entry["id"],
        "attributes": attributes,
        "references": [],
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": "8.0.0",
    }


def search(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a saved search of Discover: a KQL query, columns, and the order of its rows."""
    index = "kibanaSavedObjectMeta.searchSourceJSON.index"
    source = {
        "query": {"query": entry["kql"], "language": "kuery"},
        "filter": [],
        "indexRefName": index,
    }
    return {
        "type": "search",
        "id": entry["id"],
        "attributes": {
            "title": entry["title"],
            "description": entry["description"],
            "columns": entry["columns"],
            "sort": entry["sort"],
            "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps(source)},
        },
        "references": [{"type": "index-pattern", "id": entry["data_view"], "name": index}],
        "coreMigrationVersion": "8.8.0",
        "typeMigrationVersion": "10.5.0",
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCES)
