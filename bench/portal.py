"""A portal made up by a rule: any number of articles, none of them kept, always the same.

Liferay-like lists of 50 links and articles of some 20 KB, served by threads of this process. An
article's words are drawn by its number, so that no two are near duplicates of each other.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PER_LIST = 50
PARAGRAPHS, WORDS_EACH = 90, 40
SPEECH = """
sáng nay ủy ban nhân dân huyện họp phiên thường kỳ để đánh giá kết quả trong tháng và triển khai
nhiệm vụ thời gian tới các đại biểu thảo luận về giao thông trường học nước sạch mùa vụ thu ngân
sách chuyển đổi số dịch vụ công lễ hội phòng cháy rừng bản xã thôn chợ cầu đường đê hồ lúa ngô chè
cam cá tôm trâu bò lợn gà doanh nghiệp hợp tác hộ nghèo y tế vắc xin bão lũ
"""
WORDS = SPEECH.split()


class Portal(ThreadingHTTPServer):
    """A portal of `articles` articles; `reached` may hold an event for a number of answers."""

    daemon_threads = True

    def __init__(self, articles: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.articles = articles
        self.answers = 0
        self._lock = threading.Lock()
        self.reached: dict[int, threading.Event] = {}

    def count(self) -> None:
        """Note an answer."""
        with self._lock:
            self.answers += 1
            if event := self.reached.get(self.answers):
                event.set()

    def page(self, address: str) -> str:
        """Return a list page, or an article's by its id."""
        parts = urlsplit(address)
        if "/-/view_content/" in parts.path:
            return _article(parts.path.rpartition("/")[2])
        return _list(int(parse_qs(parts.query).get("cur", ["1"])[0]), self.articles)


class Handler(BaseHTTPRequestHandler):
    """Answers in one write, without Nagle's delay: the crawl is measured, not the server."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    server: Portal

    def do_GET(self) -> None:
        """Answer with a page."""
        robots = self.path == "/robots.txt"
        body = (b"" if robots else self.server.page(self.path).encode()) or b"\n"
        self.send_response(200)
        self.send_header("Content-Type", "text/plain" if robots else "text/html; charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.server.count()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _list(number: int, articles: int) -> str:
    first = (number - 1) * PER_LIST
    ids = range(first + 1, min(first + PER_LIST, articles) + 1)
    items = "".join(
        f'<div class="asset-abstract"><a href="/tin/-/view_content/{n}-phien-hop-thu-{n}.html">'
        f"Phiên họp thứ {n}</a></div>"
        for n in ids
    )
    more = f'<li><a href="/tin?cur={number + 1}">Tiếp</a></li>' if ids.stop <= articles else ""
    return (
        f'<html><head><title>Tin tức</title></head><body class="portlet-boundary">{items}'
        f'<ul class="lfr-pagination-buttons">{more}</ul></body></html>'
    )


def _article(name: str) -> str:
    number = name.partition("-")[0]
    chance = random.Random(int(number))
    drawn = (" ".join(chance.choices(WORDS, k=WORDS_EACH)) for _ in range(PARAGRAPHS))
    paragraphs = "".join(f"<p>{words.capitalize()}.</p>" for words in drawn)
    day = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/2022 | 10:00 AM"
    return (
        f"<html><head><title>{name}</title></head><body><div>"
        f'<div class="asset-full-content-title">Phiên họp thứ {number}</div>'
        f'<div class="assetPublishDate">{day}</div>'
        f'<div><div class="asset-content" id="_101_{number}">'
        f'<div class="journal-content-article">{paragraphs}</div></div></div></div></body></html>'
    )


@contextmanager
def serve(articles: int) -> Iterator[Portal]:
    """Serve a made-up portal until the block ends."""
    with Portal(articles) as portal:
        thread = threading.Thread(target=portal.serve_forever, daemon=True)
        thread.start()
        try:
            yield portal
        finally:
            portal.shutdown()
            thread.join()
