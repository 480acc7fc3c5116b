"""Portals that a probe can not read, each a host of its own on loopback."""

from tests.portals.answer import Answer, Request, page
from tests.portals.generic import Generic

PAGE = "<html><head><title>{0}</title></head><body><p>{0}</p></body></html>"


class Closed(Generic):
    """Answers every address with the same page, and robots.txt with its own."""

    def __init__(self, body: str, robots: str = "", status: int = 200) -> None:
        super().__init__()
        self._answers = page(body, status), page(robots, content_type="text/plain")

    def answer(self, request: Request) -> Answer:
        return self._answers[request.path == "/robots.txt"]


class Moved(Generic):
    """Sends its home page to another host."""

    def __init__(self, target: str) -> None:
        super().__init__()
        self._target = target

    def answer(self, request: Request) -> Answer:
        if request.path == "/robots.txt":
            return page("", 404)
        return Answer(b"", 302, headers={"Location": self._target})
