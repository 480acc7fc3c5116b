"""Articles written for the tests of the index and the search."""

from dataclasses import replace
from datetime import UTC, datetime

from crawler.article import Article, Attachment, DateSource, Flag, Image, Precision
from indexer.documents import Action, Document, History, Portal, build_document, index_action
from indexer.facets.locality import Unit

CAPTURED = datetime(2025, 5, 31, 20, 0, 0, 123000, tzinfo=UTC)
MU_CANG_CHAI = Unit(
    code="137",
    vintage="2025-06-30",
    name="Huyện Mù Cang Chải",
    type="Huyện",
    province="Yên Bái",
    district="Mù Cang Chải",
    province_now="Lào Cai",
    latitude=21.767,
    longitude=104.1466,
)
THO_XUAN = Unit(
    code="395",
    vintage="2025-06-30",
    name="Huyện Thọ Xuân",
    type="Huyện",
    province="Thanh Hóa",
    district="Thọ Xuân",
    province_now="Thanh Hóa",
)
PORTALS = {
    "yenbai/mu-cang-chai": Portal("Cổng thông tin điện tử huyện Mù Cang Chải", MU_CANG_CHAI),
    "thanhhoa/tho-xuan": Portal("Cổng thông tin điện tử huyện Thọ Xuân", THO_XUAN),
    "laocai/bao": Portal("Báo điện tử"),
}
FULL = Article(
    url="https://example.vn/tin?id=1",
    canonical_url="https://example.vn/tin/1",
    key="yenbai/mu-cang-chai:1",
    site="yenbai/mu-cang-chai",
    platform="generic",
    captured_at=CAPTURED,
    http_status=200,
    title="Lễ hội xuống đồng",
    lead="Sáng mùng 8 Tết, xã Púng Luông mở hội.",
    body=("Đoạn một.", "Ông Lê Trọng Khang, Chủ tịch UBND huyện đánh trống."),
    captions=("Toàn cảnh lễ hội",),
    authors=("Lý Lê",),
    office="Trung tâm Văn hóa",
    source="Báo Yên Bái",
    section="Văn hóa",
    tags=("lễ hội",),
    published_at=datetime.fromisoformat("2023-12-31T23:30:00+00:00"),
    published_precision=Precision.MINUTE,
    published_from=DateSource.LABEL,
    updated_at=datetime.fromisoformat("2024-01-02T08:00:00+07:00"),
    images=(Image("https://example.vn/a.jpg", "Toàn cảnh lễ hội"),),
    attachments=(Attachment("https://example.vn/k.pdf", "k.pdf", "application/pdf"),),
    flags=(Flag.SHORT,),
    extractor_version=7,
    warc_file="a.warc.gz",
    warc_offset=1024,
)


def article(number: int, title: str, *body: str, **fields: object) -> Article:
    """Return an article with the fields of FULL where none is given."""
    site = str(fields.get("site", FULL.site))
    given = {"key": f"{site}:{number}", "lead": None, "captions": (), "body": body, **fields}
    return replace(FULL, title=title, **given)  # type: ignore[arg-type]


def document(of: Article) -> Document:
    """Return the article as its portal's document, seen once."""
    history = History(first_seen_at=of.captured_at, last_seen_at=of.captured_at)
    return build_document(of, portal=PORTALS[of.site], history=history)


def action(of: Article, index: str) -> Action:
    """Return the write of the article to the alias `index`."""
    return index_action(document(of), index)
