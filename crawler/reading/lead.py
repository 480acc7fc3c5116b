"""The lead ("sapo") where it is a part of the text: the first paragraph, set in bold."""

from crawler.reading.body import Content, Kind

SHORTEST = 50
"""Characters. A shorter bold line is a heading, "1. Mục đích" (aim), or repeats the title."""


def take_bold_lead(content: Content) -> str | None:
    """Take the first paragraph out of the content if it is wholly bold and text follows it."""
    texts = [block for block in content.blocks if block.kind is not Kind.CAPTION]
    first = texts[0] if len(texts) > 1 else None
    if first is None or not first.bold or len(first.text) < SHORTEST or first.kind is Kind.ROW:
        return None
    content.blocks.remove(first)
    return first.text
