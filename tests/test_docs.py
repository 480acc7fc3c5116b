"""The documents say what is there: every command runs or parses, every code and variable exists."""

import json
import re
import shlex
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest

import khotin
from crawler import errors
from crawler.article import Article, DateSource, Flag, Precision
from crawler.config import Config
from crawler.page import Page
from crawler.site import load_sites
from indexer import indices, migration  # noqa: F401 - their failures are subclasses, too
from indexer.gazetteer import has_unit
from indexer.indices import field_types, load_schema
from tests.conftest import CHECKOUT
from tests.pipeline.archive import Archive
from tests.portals import serve
from tests.portals.nukeviet import NukeViet
from tests.portals.story import load_stories

if TYPE_CHECKING:
    from crawler.platforms.base import Platform

DOCUMENTS = sorted([CHECKOUT / "README.md", *(CHECKOUT / "docs").glob("*.md")])
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
FENCED = re.compile(r"^( *)```(\w+)\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)
MAY_FIND_NOTHING = "(may find nothing):"


def blocks(path: Path, language: str) -> Iterator[tuple[str, str]]:
    """Yield the fenced blocks in a language, each with the text before it."""
    text = path.read_text(encoding="utf-8")
    for found in FENCED.finditer(text):
        if found[2] == language:
            yield (
                text[: found.start()].rstrip(),
                re.sub(f"^{found[1]}", "", found[3], flags=re.MULTILINE),
            )


def commands(program: str) -> list[Any]:
    """Return every command of a program in the documents as a case with a name."""
    return [
        pytest.param(words[1:], before, id=f"{path.name}: {' '.join(words)[:60]}")
        for path in DOCUMENTS
        for before, block in blocks(path, "sh")
        for words in command_lines(block)
        if words[0] == program
    ]


def command_lines(block: str) -> Iterator[list[str]]:
    """Yield the commands of a block as words; a quoted argument may span lines."""
    pending = ""
    for line in block.splitlines():
        pending += line
        try:
            words = shlex.split(pending, comments=True)
        except ValueError:  # a quotation that is still open
            pending += "\n"
            continue
        pending = ""
        if words:
            yield words
    assert not pending, block


def test_every_shell_line_is_of_a_program_that_is_checked() -> None:
    known = {"khotin", "make", "curl", "scrapy"}
    found = {w[0] for p in DOCUMENTS for _, b in blocks(p, "sh") for w in command_lines(b)}
    assert found <= known
    assert {"khotin", "make", "curl"} <= found


@pytest.mark.parametrize(("words", "_before"), commands("khotin"))
def test_khotin_command_parses(
    words: list[str], _before: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(CHECKOUT)
    command: click.Command = khotin.cli
    context = command.make_context("khotin", list(words))
    while isinstance(command, click.Group):
        rest = [*context._protected_args, *context.args]
        name, found, rest = command.resolve_command(context, rest)
        assert found is not None
        command = found
        context = command.make_context(name, rest, parent=context)


@pytest.mark.parametrize(("words", "_before"), commands("make"))
def test_make_target_exists(words: list[str], _before: str) -> None:
    done = subprocess.run(
        ["make", "--dry-run", *words], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def verbs(command: click.Command, path: str = "khotin") -> Iterator[str]:
    """Yield every verb of the command line in full."""
    if not isinstance(command, click.Group):
        yield path
        return
    for name, child in command.commands.items():
        yield from verbs(child, f"{path} {name}")


def test_every_verb_is_documented_with_help() -> None:
    everything = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert [verb for verb in verbs(khotin.cli) if verb not in everything] == []


def exit_codes() -> set[int]:
    """Return the codes of every failure of the project, and those of the command line."""
    found, classes = {0, 130}, [errors.KhotinError]
    while classes:
        kind = classes.pop()
        found.add(kind.exit_code)
        classes += kind.__subclasses__()
    return found


def test_every_exit_code_is_documented_and_no_other() -> None:
    table = README.partition("## Exit codes")[2].partition("\n## ")[0]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == exit_codes()


def test_every_variable_is_documented_and_no_other() -> None:
    fields = {f"KHOTIN_{name.upper()}" for name in Config.model_fields}
    table = README.partition("## Configuration")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(KHOTIN_\w+)`", table)) == fields
    everywhere = {
        name
        for path in DOCUMENTS
        for name in re.findall(r"\bKHOTIN_\w+", path.read_text(encoding="utf-8"))
    }
    assert everywhere == fields


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_module_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(r"\]\((?!http)([^)#]+)\)", text)
    assert [link for link in named if not (path.parent / link).exists()] == []
    files = re.findall(r"`((?:crawler|indexer|search|bench|tests|mappings)/[\w/.-]*)`", text)
    made_up = [name for name in files if "quehuong" not in name]
    assert [name for name in made_up if not (CHECKOUT / name).exists()] == []


def test_the_fields_are_those_of_the_article_and_the_mapping() -> None:
    text = (CHECKOUT / "docs" / "document.md").read_text(encoding="utf-8")
    article, _, added = text.partition("## What the Document adds")
    named = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
    own = set(Article.__dataclass_fields__) | {"content_hash"}
    assert set(named.findall(article)) == own
    mapped = {name.partition(".")[0] for name in field_types(load_schema().mappings)}
    assert own | set(named.findall(added)) == mapped
    values = {value for kind in (Flag, Precision, DateSource) for value in kind}
    assert {value for value in values if f"`{value}`" not in article} == set()


def test_the_example_of_a_portal_is_an_entry(tmp_path: Path) -> None:
    ((_, entry),) = blocks(CHECKOUT / "README.md", "toml")
    assert len(entry.splitlines()) <= 8
    (tmp_path / "example.toml").write_text(entry, encoding="utf-8")
    (site,) = load_sites(tmp_path, has_unit).values()
    assert f'id = "{site.id}"' in entry


def test_the_example_of_a_platform_reads_pages() -> None:
    ((_, code),) = blocks(CHECKOUT / "README.md", "python")
    names: dict[str, Any] = {"__name__": "quehuong"}
    exec(compile(code, "quehuong.py", "exec"), names)
    platform: Platform = names["QueHuong"]()
    home = "https://xa-a.example.vn/tin"
    list_page = Page(
        home,
        b'<meta name="generator" content="Que Huong 2"><ul class="tin">'
        b'<li><a href="/tin/hop-dan-12.htm?tu=1">A</a></ul><a rel="next" href="?trang=2">B</a>',
    )
    assert platform.evidence(list_page)
    listing = platform.parse_list(list_page)
    assert [platform.canonical_url(url) for url in listing.articles] == [f"{home}/hop-dan-12.htm"]
    assert listing.next_url == f"{home}?trang=2"
    text = (
        '<h1>Họp dân</h1><span class="ngay">26/12/2024 09:30</span>'
        '<div class="noi-dung"><p>Sáng nay, xã họp dân ở ba thôn.</p></div>'
    )
    facts = platform.parse_article(Page(listing.articles[0], text.encode()))
    assert (facts.title, facts.content.body) == ("Họp dân", ("Sáng nay, xã họp dân ở ba thôn.",))
    assert str(facts.published.at) == "2024-12-26 09:30:00+07:00"


LATER = 20
"""Days between the two runs: by then every article of the portal that changes is looked at."""
BUNDLED = {"bac-ninh": "liferay62", "lang-son": "nukeviet", "tien-giang": "generic"}
"""The registry's files of the portals of `make run`, and the replicas that serve them."""


def register_bundled(archive: Archive, addresses: dict[str, str]) -> None:
    """Write the registry entries of `make run`, each with the address of its replica."""
    (archive.folder / "sites").mkdir()
    for name, address in addresses.items():
        entry = (CHECKOUT / f"tests/portals/sites/{name}.toml").read_text(encoding="utf-8")
        entry = re.sub(r"http://127.0.0.1:\d+", address, entry)
        (archive.folder / f"sites/{name}.toml").write_text(entry, encoding="utf-8")


@pytest.fixture(scope="module")
def filled(elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """An archive of the bundled portals under their own names, after two runs."""
    archive = Archive(tmp_path_factory.mktemp("docs"), elasticsearch_url, "test-docs")
    fill(archive)
    return archive


def fill(archive: Archive) -> None:
    """Crawl the bundled portals; weeks later one has edited three articles and lost number 12."""
    with ExitStack() as stack:
        served = {name: stack.enter_context(serve(r)).url for name, r in BUNDLED.items()}
        register_bundled(archive, served)
        archive.khotin("run")
    archive.extra["KHOTIN_CLOCK_OFFSET"] = str(LATER * 86400)
    left = [story for story in load_stories("nukeviet", edited=True) if story.id != 12]
    with serve(NukeViet(stories=left), port=int(served["lang-son"].rpartition(":")[2])):
        archive.khotin("run", "--recheck", "mau/van-quan")
    archive.documents()  # refreshes
    archive.documents("-revisions")


def ask(words: list[str], archive: Archive) -> dict[str, Any]:
    """Do what a curl command does, on the test's server and indices; raises unless answered 2xx."""
    options = dict(pairwise(words))
    (address,) = [word for word in words if word.startswith("http")]
    path = address.removeprefix("http://127.0.0.1:9280/")
    assert path.startswith("khotin")
    data = options.get("-d")
    request = urllib.request.Request(
        f"{archive.url}/{archive.prefix}{path.removeprefix('khotin')}",
        data.encode() if data else None,
        dict([options["-H"].split(": ")]) if "-H" in options else {},
        method=options.get("-X"),
    )
    with urllib.request.urlopen(request) as response:
        return dict(json.load(response))


ASKED = "filter_path="
"""In the address of a question: Elasticsearch answers these parts only, so that they can stand in
the document."""


@pytest.mark.parametrize(
    ("words", "before"), [case for case in commands("curl") if ASKED not in str(case.values[0])]
)
def test_query_is_answered(words: list[str], before: str, filled: Archive) -> None:
    answer = ask(words, filled)
    if "hits" in answer and not before.endswith(MAY_FIND_NOTHING):
        assert answer["hits"]["total"]["value"] > 0
        for facet in answer.get("aggregations", {}).values():
            assert facet["buckets"]


def questions() -> list[Any]:
    """Return the questions of docs/queries.md as cases, each as its fenced blocks by language."""
    text = (CHECKOUT / "docs" / "queries.md").read_text(encoding="utf-8")
    _, *parts = text.partition("\n## Questions\n")[2].split("\n### ")
    return [
        pytest.param(
            {found[2]: found[3] for found in FENCED.finditer(part)}, id=part.splitlines()[0]
        )
        for part in parts
    ]


def test_there_are_questions_enough() -> None:
    assert len(questions()) >= 25


@pytest.mark.parametrize("question", questions())
def test_a_question_has_the_answer_that_stands_there(
    question: dict[str, str], filled: Archive
) -> None:
    ((_, *words),) = command_lines(question["sh"])
    request, _, body = question["console"].partition("\n")
    (address,) = [word for word in words if ASKED in word]
    assert request == "GET " + address.removeprefix("http://127.0.0.1:9280")
    assert json.loads(body) == json.loads(words[words.index("-d") + 1])
    assert ask(words, filled) == json.loads(question["json"])
