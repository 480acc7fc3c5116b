"""Lists that scripts build: `render = true` in a portal's entry has its lists read by a browser.

An extra, `pip install '.[render]'`, with the system's Chromium. What is here imports neither,
nor Scrapy: the registry is read by stages that fetch nothing.
"""

import shutil
from importlib.util import find_spec
from typing import Any, Final
from urllib.parse import urlsplit

from crawler.errors import PrerequisiteError

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
RENDER: Final = "render"
"""In a request's meta: a browser is to show the page; also the slot in which such requests wait.

The slot is another than the host's, for the requests that the page itself makes wait in that one.
"""
MAX_SECONDS: Final = 300
"""Time a page may take; what it asks for keeps the portal's delay."""


def require_browser() -> str:
    """Return the path of the system's Chromium; raises PrerequisiteError if it or the extra lacks.

    The line says what to install.
    """
    if find_spec("scrapy_playwright") is None:
        message = "render = true needs scrapy-playwright: pip install '.[render]'"
        raise PrerequisiteError(message)
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        message = "render = true needs Chromium: install it (Debian, Ubuntu: apt install chromium)"
        raise PrerequisiteError(message)
    return found


def rendering_settings(start_url: str, hosts: frozenset[str]) -> dict[str, Any]:
    """Return the Scrapy settings of a portal whose lists are rendered; `hosts` are its own.

    One handler has the browser: the one of the scheme of its first list. Raises PrerequisiteError.
    """
    handlers = dict.fromkeys(("http", "https"), "crawler.fetching.handler.PortalHandler")
    handlers[urlsplit(start_url).scheme] = "crawler.fetching.browser.RenderingHandler"
    return {
        "DOWNLOAD_HANDLERS": handlers,
        "RENDER_HOSTS": hosts,
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": require_browser(),
            # Whatever is not handed to us for an answer leads nowhere, on this machine, too.
            "args": ["--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>"],
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 1,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": MAX_SECONDS * 1000,
    }


def render_meta() -> dict[str, Any]:
    """Return the meta of a request whose page a browser is to show."""
    return {RENDER: True, "download_slot": RENDER, "autothrottle_dont_adjust_delay": True}
