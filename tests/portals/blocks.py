"""How plain editors write an article's body: paragraphs, images with captions, tables."""

from html import escape

from tests.portals.portal import Portal
from tests.portals.story import Block, Figure, Story, Table

CENTRED = 'style="text-align: center;"'


def render_blocks(portal: Portal, story: Story) -> str:
    """Return the body as HTML; every image and caption is centred, the caption in italics."""
    return "\n".join(_block(portal, story, block) for block in story.body)


def _block(portal: Portal, story: Story, block: Block) -> str:
    match block:
        case str():
            return f'<p style="text-align: justify;">{escape(block, quote=False)}</p>'
        case Figure():
            return render_figure(portal, story, block)
        case Table():
            cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in block.rows)
            rows = "\n".join(f"<tr>{row}</tr>" for row in cells)
            return f'<table border="1" style="width: 100%;"><tbody>\n{rows}\n</tbody></table>'


def render_figure(portal: Portal, story: Story, figure: Figure) -> str:
    """Return an image and, in a paragraph of its own, its caption."""
    image = f'<p {CENTRED}><img alt="" src="{portal.figure_path(story, figure)}" /></p>'
    caption = f"<p {CENTRED}><em>{escape(figure.caption, quote=False)}</em></p>"
    return image + (f"\n{caption}" if figure.caption else "")


def render_byline(story: Story, *, align: str = "left") -> str:
    """Return the lines of writer and source under a text, nothing for a story without them."""
    lines = [story.printed_byline, f"Nguồn: {story.source}" if story.source else ""]
    shown = (f"<strong>{escape(line, quote=False)}</strong>" for line in lines if line)
    return "\n".join(f'<p style="text-align: {align};">{line}</p>' for line in shown)


def render_image(portal: Portal, story: Story) -> str:
    """Return the image that stands above the body, if any."""
    return render_figure(portal, story, story.image) if story.image else ""
