"""A recorded page and the three ways to select in it."""

import re
from functools import cached_property, lru_cache

from lxml import etree, html
from lxml.cssselect import CSSSelector
from w3lib.encoding import html_to_unicode

from crawler.legacy import Legacy, decode, may_be_legacy, repair

_EMPTY = b"<html></html>"
SUSPICIOUS = 100_000
"""Letters of a page from which on its tags are looked through: shorter ones cannot cost much."""
MAX_ATTRIBUTES = 1000
"""Of one tag; libxml2 takes 3 s for 20,000 of them, and four times as long for twice as many."""
_TAG = re.compile(r"""<[a-z](?:[^>=]++|=(?:\s*+(?:"[^"]*+"?|'[^']*+'?))?+)*+""", re.IGNORECASE)
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")


class SelectorMismatch(ValueError):
    """A selector that should match once matched more or less often.

    The page is not what the rule knows.
    """


def _bounded(tag: re.Match[str]) -> str:
    """Return a tag as it is, or a line break for one with more attributes than any page has."""
    short = len(tag[0]) < MAX_ATTRIBUTES
    few = short or len(re.split(r"[\s/]+", _QUOTED.sub("", tag[0]))) <= MAX_ATTRIBUTES
    return tag[0] if few else "<br"


@lru_cache(maxsize=512)
def _compiled(selector: str) -> etree.XPath:
    return CSSSelector(selector, translator="html")


class Page:
    """What a rule of a platform sees: an address and a parsed document, nothing else.

    Rules are pure functions of a Page, so that a recorded page gives the same facts for ever.
    """

    def __init__(self, url: str, body: bytes, content_type: str | None = None) -> None:
        """Take the address, the bytes (not compressed) and the Content-Type header if any."""
        self.url = url
        self.body = body
        self.content_type = content_type
        self.legacy: Legacy | None = None

    @cached_property
    def text(self) -> str:
        """The document as text, decoded by header, byte-order mark, meta element, or as UTF-8.

        Where these fail the bytes tell: see `crawler.legacy`.
        """
        text = html_to_unicode(self.content_type, self.body, default_encoding="utf-8")[1]
        return decode(self.body, text) if "\ufffd" in text else text

    @cached_property
    def root(self) -> html.HtmlElement:
        """The parsed document; an empty one for a page without any markup.

        Texts in fonts from before Unicode are converted, `legacy` names the font.
        """
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        text = self.text if len(self.text) < SUSPICIOUS else _TAG.sub(_bounded, self.text)
        document = text.encode("utf-8", "replace").replace(b"\x00", b"")
        try:
            root = html.document_fromstring(document or _EMPTY, parser=parser)
        except etree.ParserError:  # nothing but a comment or blanks
            root = html.document_fromstring(_EMPTY, parser=parser)
        self.legacy = repair(root) if may_be_legacy(self.text) else None
        return root

    def many(self, selector: str, within: html.HtmlElement | None = None) -> list[html.HtmlElement]:
        """Return every element that the CSS selector matches, in document order."""
        return list(_compiled(selector)(self.root if within is None else within))

    def maybe(
        self, selector: str, within: html.HtmlElement | None = None
    ) -> html.HtmlElement | None:
        """Return the only match or None; raises SelectorMismatch if there are several."""
        found = self.many(selector, within)
        if len(found) > 1:
            raise SelectorMismatch(f"{selector!r} matched {len(found)} times on {self.url}")
        return found[0] if found else None

    def one(self, selector: str, within: html.HtmlElement | None = None) -> html.HtmlElement:
        """Return the only match; raises SelectorMismatch unless there is exactly one."""
        found = self.maybe(selector, within)
        if found is None:
            raise SelectorMismatch(f"{selector!r} matched nothing on {self.url}")
        return found
