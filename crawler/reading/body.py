"""An article's container to paragraphs, captions, images and attachments, in one walk."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import takewhile
from urllib.parse import urljoin

from lxml import html

from crawler.article import Attachment, Image
from crawler.reading.attachments import attachment, is_attachment
from crawler.reading.captions import is_caption, is_marked_caption, strip_marks
from crawler.reading.markup import BLOCKS, MAX_DEPTH, SKIPPED, read_alignment, read_text
from crawler.reading.noise import ends_article, is_noise, is_noise_line
from crawler.text import clean

MAX_CAPTION = 300
"""Characters. Longer text beside an image is a paragraph, however it is set."""
MAX_CELL = 600
"""Characters. A table with a longer cell lays out a page; it holds no data."""

_BREAK = "\x1f"
"""A <br>: whitespace to Python, so that it reads as a space, and no character of any page."""
_ITALIC = frozenset(("em", "i", "cite"))
_BOLD = frozenset(("strong", "b", "h1", "h2", "h3", "h4", "h5", "h6"))
_CREDIT = re.compile(r"\bảnh\b", re.IGNORECASE)  # "… Ảnh: Quang Thông"


class Kind(Enum):
    """What a block of text is."""

    PARAGRAPH = auto()
    ROW = auto()
    CAPTION = auto()


@dataclass(slots=True)
class Block:
    """A block of text as it is set; `align` is "center", "right" or None."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    align: str | None = None
    bold: bool = False


@dataclass(slots=True)
class Content:
    """What the walk found, in reading order."""

    blocks: list[Block] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def body(self) -> tuple[str, ...]:
        """Paragraphs, items and rows."""
        return tuple(block.text for block in self.blocks if block.kind is not Kind.CAPTION)

    @property
    def captions(self) -> tuple[str, ...]:
        """Captions alone."""
        return tuple(block.text for block in self.blocks if block.kind is Kind.CAPTION)

    def put_first(self, pictures: "Content") -> None:
        """Add the images, with their captions, that the page shows above the text."""
        self.blocks[:0] = (block for block in pictures.blocks if block.kind is Kind.CAPTION)
        self.images[:] = dict.fromkeys((*pictures.images, *self.images))

    def offer(self, files: Iterable[Attachment]) -> None:
        """Add the files that the page offers beside the text."""
        self.attachments[:] = dict.fromkeys((*self.attachments, *files))


def read_content(containers: Iterable[html.HtmlElement], url: str) -> Content:
    """Read the containers of one article in their order; `url` makes addresses absolute.

    Paragraphs are NFC with single spaces, split at blocks and doubled <br>; rows are "a | b | c".
    A caption is a figcaption, the text of a table that holds images, or a short block directly
    after an image that is centred, italic or marked as its caption ("( Ảnh trên)"). File names of
    images, share bars, counters and "other news" are left out.
    """
    walk = _Walk(url)
    for container in containers:
        walk.block(container)
    return walk.content


class _Walk:
    """The state of one walk: the text being gathered and how it is set."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.content = Content()
        self.offered: set[str] = set()  # the addresses of its attachments
        self.pieces: list[str] = []
        self.letters = self.italics = self.bolds = 0  # gathered in `pieces`
        self.align: str | None = None
        self.italic = self.bold = 0
        self.image_open = self.caption_open = False  # one was met and no text since
        self.gallery: int | None = None  # first image of the table of images that we are in
        self.in_caption = self.ended = False
        self.depth = 0

    def block(self, element: html.HtmlElement) -> None:
        """Read an element that begins and ends a paragraph."""
        self.flush()
        outer, heading = self.align, element.tag in _BOLD
        self.align = read_alignment(element) or outer
        self.bold += heading
        self._children(element)
        self.flush()
        self.bold -= heading
        self.align = outer

    def flush(self) -> None:
        """End the paragraph that is being gathered."""
        if not self.pieces:
            return
        text = clean("".join(self.pieces))
        italic, bold = self.italics == self.letters, self.bolds == self.letters
        self.pieces.clear()
        self.letters = self.italics = self.bolds = 0
        if ends_article(text):
            self.ended = self.ended or bool(self.content.blocks)
        elif text and not self.ended and not is_noise_line(text):
            self._emit(text, italic=italic, bold=bold)

    def _emit(self, text: str, *, italic: bool, bold: bool) -> None:
        set_apart = italic or (self.align == "center" and not bold)
        beside = self.gallery is not None or (
            self.image_open
            and (set_apart or is_marked_caption(text))
            and self.align != "right"
            and len(text) <= MAX_CAPTION
        )
        if self.caption_open and set_apart and len(text) <= MAX_CAPTION and _CREDIT.search(text):
            self._continue_caption(text)
            return
        kind = Kind.CAPTION if self.in_caption or beside else Kind.PARAGRAPH
        if kind is Kind.CAPTION:
            text = strip_marks(text)
            self._tie(text)
        self.content.blocks.append(Block(text, kind, self.align, bold))
        self.image_open, self.caption_open = False, kind is Kind.CAPTION

    def _continue_caption(self, text: str) -> None:
        """Join the second line of a caption, known by its photo credit."""
        first = self.content.blocks[-1].text
        self.content.blocks[-1].text = caption = f"{first} {text}"
        self.content.images[:] = [
            replace(image, caption=caption) if image.caption == first else image
            for image in self.content.images
        ]
        self.caption_open = False

    def _tie(self, caption: str) -> None:
        images = self.content.images
        first = len(images) - 1 if self.gallery is None else self.gallery
        for index in range(max(first, 0), len(images)):
            if images[index].caption is None:
                images[index] = replace(images[index], caption=caption)
                return

    def _text(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            letters = len(text.strip())
            self.letters += letters
            self.italics += letters if self.italic else 0
            self.bolds += letters if self.bold else 0

    def _children(self, element: html.HtmlElement) -> None:
        if self.depth == MAX_DEPTH:
            self._text(" ".join(element.itertext()))
            return
        self.depth += 1
        self._text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child)
            self._text(child.tail)
        self.depth -= 1

    def _element(self, element: html.HtmlElement) -> None:
        tag = element.tag
        if tag in SKIPPED or is_noise(element):
            return
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(element)
        elif tag == "table":
            self._table(element)
        elif tag == "figcaption" or is_caption(element):
            outer, self.in_caption = self.in_caption, True
            self.block(element)
            self.in_caption = outer
        elif tag in BLOCKS:
            self.block(element)
        else:
            self._inline(element)

    def _inline(self, element: html.HtmlElement) -> None:
        italic, bold = element.tag in _ITALIC, element.tag in _BOLD
        if element.tag == "a":
            self._link(element)
        self.italic += italic
        self.bold += bold
        self._children(element)
        self.italic -= italic
        self.bold -= bold

    def _break(self) -> None:
        """Read a <br>: a doubled one ends a paragraph, a single one ends an italic caption."""
        caption = self.image_open and self.letters and self.italics == self.letters
        if caption or self._after_break():
            self.flush()
        else:
            self.pieces.append(_BREAK)

    def _after_break(self) -> bool:
        return _BREAK in takewhile(lambda piece: not piece.strip(), reversed(self.pieces))

    def _image(self, element: html.HtmlElement) -> None:
        source = element.get("data-src") or element.get("src") or ""
        if self.ended or not source or source.startswith("data:"):
            return
        if self.letters and self._after_break():
            self.flush()
        with suppress(ValueError):  # an address such as "http://[ảnh]"
            self.content.images.append(Image(urljoin(self.url, source.strip())))
            self.image_open, self.caption_open = True, False

    def _link(self, element: html.HtmlElement) -> None:
        href = (element.get("href") or "").strip()
        if not self.ended and is_attachment(href):
            with suppress(ValueError):
                found = attachment(self.url, href, "".join(element.itertext()))
                if found.url not in self.offered:
                    self.offered.add(found.url)
                    self.content.attachments.append(found)

    def _table(self, table: html.HtmlElement) -> None:
        self.flush()
        nested = next(table.iterdescendants("table"), None) is not None
        found = table.xpath("tr | */tr") if nested else table.iter("tr")
        rows = [
            [(cell, clean(read_text(cell))) for cell in row if cell.tag in ("td", "th")]
            for row in found
        ]
        longest = max((len(text) for row in rows for _, text in row), default=0)
        if next(table.iter("img"), None) is not None and longest <= MAX_CAPTION:
            self._gallery(table)
        elif longest > MAX_CELL or _is_layout(rows) or nested:
            self._children(table)
            self.flush()
        else:
            for row in rows:
                self._row(row)

    def _gallery(self, table: html.HtmlElement) -> None:
        outer, self.gallery = self.gallery, len(self.content.images)
        self._children(table)
        self.flush()
        self.gallery = outer

    def _row(self, row: list[tuple[html.HtmlElement, str]]) -> None:
        texts = [text for _, text in row]
        for cell, _ in row:
            for link in cell.iter("a"):
                self._link(link)
        line = " | ".join(texts) if sum(map(bool, texts)) > 1 else "".join(texts)
        if line and not self.ended:
            self.content.blocks.append(Block(clean(line), Kind.ROW))


def _is_layout(rows: list[list[tuple[html.HtmlElement, str]]]) -> bool:
    """Tell whether a table only sets its text: in one column, or in one cell of several."""
    filled = sum(bool(text) for row in rows for _, text in row)
    return filled < 2 or max(map(len, rows), default=0) < 2
