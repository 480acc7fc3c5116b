"""Memory over pages in one picture: a line a stage."""

from collections.abc import Iterator, Mapping, Sequence

COLOURS = ("#2f6f9f", "#d1495b", "#3a7d44")
WIDTH, HEIGHT, LEFT, TOP = 640.0, 240.0, 60.0, 30.0
"""Pixels: of the drawn area, and of what stands beside and above it."""


def draw(stages: Mapping[str, Sequence[float]], pages: int) -> str:
    """Return as SVG the memory of stages in MB, at equal steps up to so many pages."""
    top = max(max(peaks) for peaks in stages.values()) or 1.0
    width, height = LEFT + WIDTH + 20, TOP + HEIGHT + 30
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}">',
        "<title>Resident memory of each stage over the pages it has done</title>",
        '<g font-family="sans-serif" font-size="11">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        *_axes(top, pages),
    ]
    for place, (stage, peaks) in enumerate(stages.items()):
        step, colour = WIDTH / max(1, len(peaks) - 1), COLOURS[place]
        dots = " ".join(
            f"{LEFT + step * at:.1f},{TOP + HEIGHT * (1 - peak / top):.1f}"
            for at, peak in enumerate(peaks)
        )
        parts.append(f'<polyline points="{dots}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{LEFT + 90 * place:.0f}" y="16" fill="{colour}">{stage}</text>')
    return "\n".join([*parts, "</g>", "</svg>", ""])


def _axes(top: float, pages: int) -> Iterator[str]:
    bottom = TOP + HEIGHT
    for part in range(5):
        height, along = bottom - HEIGHT * part / 4, LEFT + WIDTH * part / 4
        yield f'<path d="M{LEFT} {height:.1f}h{WIDTH}" stroke="#ddd"/>'
        yield f'<text x="4" y="{height + 4:.1f}">{top * part / 4:.0f} MB</text>'
        yield f'<text x="{along - 14:.1f}" y="{bottom + 18:.1f}">{pages * part // 4:,}</text>'
