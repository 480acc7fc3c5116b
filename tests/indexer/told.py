"""Texts of which a test says only what is told of officials."""

from indexer.facets.locality import Unit
from indexer.facets.officials import Official, find_officials
from tests.indexer.samples import MU_CANG_CHAI, article

LANG_SON = Unit("20", "2025-06-30", "Tỉnh Lạng Sơn", "Tỉnh", "Lạng Sơn")
YEN_BAI = Unit("15", "2025-06-30", "Tỉnh Yên Bái", "Tỉnh", "Yên Bái")
HA_NOI = Unit("01", "2025-06-30", "Thành phố Hà Nội", "Thành phố", "Hà Nội")


def read(text: str, issuer: Unit | None = MU_CANG_CHAI) -> tuple[Official, ...]:
    """Return the officials of an article with a text, of Mù Cang Chải's portal if not another's."""
    return find_officials(article(1, "Tin trong ngày", text), issuer)


def held(text: str) -> dict[str, list[str]]:
    """Return the positions by the names."""
    return {official.name: list(official.positions) for official in read(text)}
