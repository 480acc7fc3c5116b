"""How Liferay 6.2 writes one article: the editor's several habits, the author that lies."""

from collections.abc import Callable
from html import escape
from html.entities import codepoint2name
from uuid import NAMESPACE_URL, uuid5

from tests.portals.markup import fill, slug
from tests.portals.story import Block, Figure, File, Story, Table

CENTRED = 'style="text-align: center;"'
JUSTIFIED = 'style="text-align: justify;"'
FONT = '<span style="font-size:14px;"><span style="font-family:times new roman,times,serif;">'
PARAGRAPHS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: f"<p {JUSTIFIED}>{text}</p>\n<p {JUSTIFIED}>&nbsp;</p>\n",
    "spans": lambda text: f'<p class="MsoNormal" {JUSTIFIED}>{FONT}{text}</span></span></p>\n',
    "divs": lambda text: f'<div style="margin: 0px;"><div {JUSTIFIED}>{text}</div></div>\n',
    "breaks": lambda text: f"{text}<br />\n<br />\n",
}
"""What pasting from Word, from another site and from Notepad leaves behind, all of it recorded."""


def encode(text: str) -> str:
    """Escape as the portal's editor does: named entities for Latin-1 letters ("&agrave;")."""
    return "".join(
        f"&{codepoint2name[ord(letter)]};" if 0xA0 <= ord(letter) <= 0xFF else letter
        for letter in escape(text, quote=False)
    )


def story_path(story: Story) -> str:
    """Return the address under the article's own page; Liferay cuts the title at 150 letters."""
    return f"/{story.section}/-/view_content/{story.id}-{slug(story.title)[:150]}.html"


def figure_path(story: Story, figure: Figure) -> str:
    """Return an image's address in the document library."""
    return f"/documents/20182/{story.id}/{figure.file}/{_uuid(figure.file)}?t={story.id}000"


def file_path(file: File) -> str:
    """Return an attachment's address in the document library."""
    return f"/documents/20182/0/{file.file}/{_uuid(file.file)}.pdf"


def _uuid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def printed_date(story: Story) -> str:
    """Return "16/04/2021 | 9:07 AM"; the hour has two digits from 2022 on, both are recorded.

    An editor who enters a day only gets 12:00 AM.
    """
    moment = story.published_at
    clock = f"{moment:%I:%M %p}" if moment.year >= 2022 else f"{moment:%I:%M %p}".lstrip("0")
    return f"{moment:%d/%m/%Y} | {'12:00 AM' if story.day_only else clock}"


def render_content(story: Story) -> str:
    """Return the article as it stands on its own page and, whole, on an inline list.

    The author that the portal prints is the account; the byline is a right-aligned paragraph.
    """
    lead = f"<strong>{escape(story.lead, quote=False)}</strong>"
    byline = f'<p align="right"><strong>{encode(story.printed_byline)}</strong></p>\n'
    return fill(
        "liferay62/content.html",
        id=story.id,
        title=escape(story.title, quote=False),
        date=printed_date(story),
        lead=f'<p class="sapo">\n{lead}\n</p>' if story.lead else "",
        body=_body(story) + (byline if story.printed_byline else ""),
        account=escape(story.account),
    )


def _body(story: Story) -> str:
    text = "".join(_block(story, block) for block in story.body)
    return f"<div {JUSTIFIED}>{text}</div>\n" if story.markup == "breaks" else text


def _block(story: Story, block: Block) -> str:
    match block:
        case str():
            return PARAGRAPHS[story.markup](_linked(story, block))
        case Figure():
            return _figure(story, block)
        case Table():
            cells = ("".join(f"<td>\n{encode(cell)}</td>" for cell in row) for row in block.rows)
            rows = "".join(f"<tr>\n{row}</tr>\n" for row in cells)
            return f'<table border="1" cellpadding="0" cellspacing="0">\n{rows}</table>\n'


def _figure(story: Story, figure: Figure) -> str:
    image = f'<img alt="" src="{figure_path(story, figure)}" style="width: 500.0px;" />'
    caption = f"<em>{encode(figure.caption)}</em>"
    if not figure.caption:
        return f"<p {CENTRED}>{image}</p>\n"
    if figure.plain:
        return f"<p {CENTRED}>{image}</p>\n<p {CENTRED}>{caption}</p>\n"
    rows = "".join(f"<tr>\n<td {CENTRED}>\n{cell}</td></tr>\n" for cell in (image, caption))
    table = '<table align="center" border="0" style="width: 500.0px;">'
    return f"{table}\n<tbody>{rows}</tbody></table>\n"


def _linked(story: Story, text: str) -> str:
    """Return the paragraph with the attachments that it names made into links."""
    found = encode(text)
    for file in story.attachments:
        name = encode(file.name)
        found = found.replace(name, f'<a href="{file_path(file)}"><u>{name}</u></a>', 1)
    return found
