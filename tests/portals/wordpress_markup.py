"""What WordPress's block editor saves for an article, and the addresses of its files."""

from html import escape

from tests.portals.story import Block, Figure, File, Story, Table

UPLOADS = "/wp-content/uploads"


def figure_path(story: Story, figure: Figure) -> str:
    """Return an image's address, from the host on."""
    return f"{UPLOADS}/{story.published_at:%Y/%m}/{figure.file}"


def file_path(story: Story, file: File) -> str:
    """Return an attachment's address, from the host on."""
    return f"{UPLOADS}/{story.published_at:%Y/%m}/{file.file}"


def content(story: Story, base: str = "") -> str:
    """Return the article as the editor saved it: bold lead, blocks, signature, files."""
    parts = [f"<p><strong>{_text(story.lead)}</strong></p>"] if story.lead else []
    parts += [_block(story, block, base) for block in story.body]
    if story.printed_byline:
        byline = f"<strong>{_text(story.printed_byline)}</strong>"
        parts.append(f'<p class="has-text-align-right">{byline}</p>')
    if story.source:
        parts.append(f'<p class="has-text-align-right"><em>Nguồn: {_text(story.source)}</em></p>')
    parts += [_file(base + file_path(story, file), file) for file in story.attachments]
    return "\n\n\n\n".join(parts)


def _text(text: str) -> str:
    return escape(text, quote=False)


def _block(story: Story, block: Block, base: str) -> str:
    match block:
        case str():
            return f"<p>{_text(block)}</p>"
        case Figure():
            image = f'<img src="{base}{figure_path(story, block)}" alt=""/>'
            under = f'<figcaption class="wp-element-caption">{_text(block.caption)}</figcaption>'
            return (
                '<figure class="wp-block-image size-large">'
                f"{image}{under if block.caption else ''}</figure>"
            )
        case Table():
            cells = ("".join(f"<td>{_text(cell)}</td>" for cell in row) for row in block.rows)
            rows = "".join(f"<tr>{row}</tr>" for row in cells)
            return f'<figure class="wp-block-table"><table><tbody>{rows}</tbody></table></figure>'


def _file(url: str, file: File) -> str:
    button = "wp-block-file__button wp-element-button"
    return (
        f'<div class="wp-block-file"><a  '
        f'href="{url}">{_text(file.name)}</a>'
        f'<a href="{url}" class="{button}" download>Tải xuống</a></div>'
    )
