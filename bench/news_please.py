"""The peer of the whole pipe: news-please, in a virtual environment of its own made by uv.

It is spared all search for links: its spider `Download` is handed the addresses of the articles. It
keeps their HTML, extracts with all its extractors and writes to Elasticsearch, with eight
connections as ours; the rest is its default configuration. Two of its dependencies must be older
than it asks for. Its storage hands the client an argument `port`, which elasticsearch 8 and later
refuse (TypeError); 7.17 still writes to a server of version 8. And readability-lxml 0.8.4 fails on
the bytes that it is given ("cannot use a string pattern on a bytes-like object"), so that no
article is stored at all; 0.8.1 does not. While it extracts it also asks for every image of a page;
those of other hosts are refused at once, so that nobody's network is in the figures.

Its launcher looks every ten seconds whether a crawl has ended, so the process that the launcher
would start is started here without it. Its spider that follows links is not measured: by its
default rules an article's page states `og:type`, which not one of the 2,083 recorded pages does.
"""

import configparser
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import scrapy
from elasticsearch import Elasticsearch

from bench.figure import NotMeasurable
from bench.processes import Usage, run_measured

PINS = (
    "news-please==1.6.16",
    "elasticsearch==7.17.13",
    "readability-lxml==0.8.1",
    f"scrapy=={scrapy.__version__}",
)
INDEX = "bench-news-please"
NOBODY = "http://127.0.0.1:9"
"""A proxy at which nobody listens."""


@dataclass(frozen=True, slots=True)
class NewsPlease:
    """An installation in the virtual environment `folder`."""

    folder: Path

    def crawl(self, urls: Sequence[str], client: Elasticsearch, within: Path) -> Usage:
        """Fetch, extract and index the pages in a new folder; return what it cost."""
        within.mkdir()
        self._configure(client, within, connections=8)
        sites = {"base_urls": [{"crawler": "Download", "url": list(urls)}]}
        (within / "sites.hjson").write_text(json.dumps(sites), encoding="utf-8")
        files = (str(within / "config.cfg"), str(within / "sites.hjson"))
        python = str(self.folder / "bin" / "python")
        proxies = {"http_proxy": NOBODY, "https_proxy": NOBODY, "no_proxy": "127.0.0.1,localhost"}
        command = (python, "-m", "newsplease.single_crawler", *files, "0", "False", "False")
        return run_measured(command, within=within, environment=proxies)

    def _configure(self, client: Elasticsearch, within: Path, connections: int) -> None:
        """Write its default configuration with what differs here."""
        (default,) = self.folder.glob("lib/*/site-packages/newsplease/config/config.cfg")
        config = configparser.RawConfigParser()
        config.read(default, encoding="utf-8")
        node = client.transport.node_pool.get().config
        package = "newsplease.pipeline.pipelines"
        steps = {"ArticleMasterExtractor": 100, "HtmlFileStorage": 200, "ElasticsearchStorage": 350}
        config["Files"]["working_path"] = str(within)
        config["Elasticsearch"].update(
            {
                "host": node.host,
                "port": str(node.port),
                "index_current": INDEX,
                "index_archive": f"{INDEX}-archive",
            }
        )
        config["Scrapy"].update(
            {
                "LOG_LEVEL": "ERROR",
                "CONCURRENT_REQUESTS_PER_DOMAIN": str(connections),
                "ITEM_PIPELINES": str({f"{package}.{name}": at for name, at in steps.items()}),
            }
        )
        with (within / "config.cfg").open("w", encoding="utf-8") as file:
            config.write(file)


def install(folder: Path) -> NewsPlease:
    """Install the peer into a new folder; raises NotMeasurable with uv's reason if it cannot be."""
    uv = str(Path(sys.executable).with_name("uv"))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    python = str(folder / "bin" / "python")
    for command in (
        (uv, "venv", "--quiet", "--python", version, str(folder)),
        (uv, "pip", "install", "--quiet", "--python", python, *PINS),
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            message = f"news-please cannot be installed: {done.stderr.strip().splitlines()[-1:]}"
            raise NotMeasurable(message)
    return NewsPlease(folder)


def remove_indices(client: Elasticsearch) -> None:
    """Delete its indices, as far as they are there."""
    names = (INDEX, f"{INDEX}-archive")
    client.indices.delete(index=names, ignore_unavailable=True)
