"""Addresses: which are articles, under which key, and which address is fetched and cited."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.platforms import PLATFORMS, make

HOST = "https://a.example.vn"
ASSET = "/tin/-/view_content/12-ra-quan"
ALIAS = "/tin-tuc/ra-quan"
ITEM = "/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=53"
DAY = "/portal/Pages/2024-3-1/Ra-quana1b2c3.aspx"
PAGE = "/Tin/Pages/a.aspx"
SLUG = "/tin/Pages/ra-quan-thang-thanh-nien.aspx"
ASKED = "/-/ra-quan-71"
PUBLISHED = "/web/guest/tin/-/asset_publisher/q1W2/content/ra-quan-71"
DOC = "/webcenter/portal/rungcam/pages_tin-tuc/chi-tiet-tin"
NAMED = f"{DOC}?dDocName=PORTAL77"
KEYLESS = "/chi-tiet-tin?/gia-mit-thai/32403960"
OLD = "/vPortal/4/625/1242/32504/ky-hop.aspx"
VNPT = "/news/-/details/22511/le-hoi-lim"
ICBT = "/noi-dung/-/cms-icbt/10180/bai-viet/8817"
TITLE = "/ra-quan-thang-thanh-nien/"
LONG = "/tin-tuc/ra-quan-thang-thanh-nien-4512.html"


@pytest.mark.parametrize(
    ("platform", "path", "key", "canonical"),
    [
        ("drupal", "/vi/node/73091", "node/73091", "/vi/node/73091"),
        ("drupal", "/node/73091?page=0%2C1", "node/73091", "/node/73091"),
        ("drupal", "/en/node/73091#comment-4", "node/73091", "/en/node/73091"),
        ("drupal", f"/tin-tuc{TITLE}?utm_source=x", f"tin-tuc{TITLE[:-1]}", f"/tin-tuc{TITLE}"),
        ("liferay62", f"{ASSET}.html", "12", f"{ASSET}.html"),
        ("liferay62", f"{ASSET}.54f.de", "12", f"{ASSET}.54f.de"),
        ("liferay62", f"/vi{ASSET}.html?redirect=%2Fvi", "12", f"{ASSET}.html"),
        ("liferay62", f"/en{ASSET}.html;jsessionid=0A1B", "12", f"{ASSET}.html"),
        ("liferay62", f"{ASSET}.html/en/en/vi/en.html", "12", f"{ASSET}.html"),
        ("liferay62", f"/tin/-/view_content/9-cu.html{ASSET[4:]}.html", "12", f"{ASSET}.html"),
        ("liferay62", "/tin/-/view_content/12", "12", "/tin/-/view_content/12"),
        ("liferay62", "/vi/news/-/details/22511/le-hoi-lim?x=1", "22511/le-hoi-lim", VNPT),
        ("liferay62", f"{ICBT};jsessionid=0A", "icbt/8817", ICBT),
        ("liferay7", f"/en/web/guest{ASKED}?redirect=%2F", "ra-quan-71", f"/web/guest{ASKED}"),
        ("liferay7", f"{ASKED};jsessionid=0A1B.n2", "ra-quan-71", ASKED),
        ("liferay7", f"/web/xa-a{ASKED}", "xa-a/ra-quan-71", f"/web/xa-a{ASKED}"),
        ("liferay7", f"{PUBLISHED}?x=1", "ra-quan-71", PUBLISHED),
        ("liferay_keyless", KEYLESS, "32403960", KEYLESS),
        ("liferay_keyless", f"/en{KEYLESS}&utm_source=zalo", "32403960", KEYLESS),
        ("liferay_keyless", KEYLESS.replace("?", ";jsessionid=0A1B?"), "32403960", KEYLESS),
        ("liferay_keyless", "/chi-tiet-tin?%2Fgia-mit-thai%2F32403960=", "32403960", KEYLESS),
        ("liferay_keyless", f"{OLD}?x=1", "vportal/32504", OLD),
        ("newspaper", f"{ALIAS}-post4512.html", "4512", f"{ALIAS}-post4512.html"),
        ("newspaper", f"{ALIAS}-4512?zarsrc=30", "4512", f"{ALIAS}-4512"),
        ("newspaper", f"{ALIAS}--1208-006142s34510gs", "006142s34510gs", None),
        ("nukeviet", f"{ALIAS}-53.html", "53", f"{ALIAS}-53.html"),
        ("nukeviet", f"{ALIAS}-53.html?utm_source=x&y=2", "53", f"{ALIAS}-53.html"),
        ("nukeviet", f"/news{ALIAS}-53.html", "53", f"/news{ALIAS}-53.html"),
        ("nukeviet", f"/vi/news{ALIAS}-53.html", "53", f"/vi/news{ALIAS}-53.html"),
        ("nukeviet", f"/en/news{ALIAS}-53.html", "en/53", f"/en/news{ALIAS}-53.html"),
        ("nukeviet", f"/su-kien{ALIAS}-53.html", "su-kien/53", f"/su-kien{ALIAS}-53.html"),
        ("sharepoint", SLUG, SLUG[1:].lower(), SLUG),
        ("sharepoint", f"{SLUG}?page=2", SLUG[1:].lower(), SLUG),
        ("sharepoint", f"{PAGE}?c=2&ItemID=7&page=3", "tin/pages/a.aspx?7", f"{PAGE}?ItemID=7"),
        ("tandan_sharepoint", DAY, "2024-3-1/ra-quana1b2c3", DAY),
        ("tandan_sharepoint", f"{DAY}?gidzl=x", "2024-3-1/ra-quana1b2c3", DAY),
        ("tandan_sharepoint", DAY.replace("P", "p"), "2024-3-1/ra-quana1b2c3", DAY),
        ("tandan_sharepoint", DAY.replace("-3-1", "-03-01"), "2024-3-1/ra-quana1b2c3", None),
        ("webcenter", f"{DOC};jsessionid=9f!-1?_afrLoop=1&dDocName=PORTAL77", "PORTAL77", NAMED),
        ("webcenter", f"{NAMED}&leftWidth=0%25&_adf.ctrl-state=a_4", "PORTAL77", NAMED),
        ("webcenter", f"{DOC}?lang=en&dDocName=portal77", "PORTAL77", f"{DOC}?dDocName=portal77"),
        ("webforms", f"{ITEM}&l=Tin{'+' * 40}&lv=4", "tin/53", f"{ITEM}&l=Tin&lv=4"),
        ("webforms", f"{ITEM}&l=tin%20%20&page=95", "tin/53", f"{ITEM}&l=tin"),
        ("webforms", f"/van{ITEM}&l=Tin", "van/tin/53", f"/van{ITEM}&l=Tin"),
        ("webforms", ITEM.lower(), "53", ITEM.lower()),
        ("wordpress", TITLE, "ra-quan-thang-thanh-nien", TITLE),
        ("wordpress", f"{TITLE}?replytocom=7&share=zalo", "ra-quan-thang-thanh-nien", TITLE),
        ("wordpress", f"/tin-tuc{TITLE}", "ra-quan-thang-thanh-nien", f"/tin-tuc{TITLE}"),
        ("wordpress", "/2024/03/ra-quan/", "ra-quan", "/2024/03/ra-quan/"),
        ("wordpress", "/archives/53", "53", "/archives/53"),
        ("generic", f"{LONG}#binh-luan", f"a.example.vn{LONG}", LONG),
        ("generic", f"{LONG}?fbclid=x", f"a.example.vn{LONG}", LONG),
    ],
)
def test_articles(platform: str, path: str, key: str, canonical: str | None) -> None:
    canonical = canonical or path
    assert make(platform).article_key(HOST + path) == key
    assert make(platform).canonical_url(HOST + path) == HOST + canonical
    assert make(platform).article_key(HOST + canonical) == key


@pytest.mark.parametrize("origin", ["https://a.example.vn:443", "http://a.example.vn:443"])
def test_webforms_spells_out_the_port_of_https(origin: str) -> None:
    platform = make("webforms")
    assert platform.article_key(f"{origin}{ITEM}&l=Tin") == "tin/53"
    assert platform.canonical_url(f"{origin}{ITEM}&l=Tin") == f"{HOST}{ITEM}&l=Tin"


@pytest.mark.parametrize(
    ("platform", "path"),
    [
        *(("drupal", f"/{place}/73091") for place in ("bm/print", "vi/printmail", "comment")),
        *(("drupal", path) for path in ("/vi", "/node", "/node/7/edit", "/tin-tuc-su-kien")),
        *(("drupal", path) for path in ("/taxonomy/term/9", "/vi/user/login", "/lich?mini=2024-2")),
        ("drupal", "/sites/default/files/ra-quan-thang-thanh-nien.pdf"),
        *(("newspaper", f"/{copy}{ALIAS}-post4512.html") for copy in ("amp", "print", "tag")),
        *(("newspaper", path) for path in ("/", "/thoi-su", "/thoi-su?trang=2", "/covid-19")),
        ("liferay62", "/tin"),
        ("liferay62", f"{ASSET}.html?p_p_state=pop_up"),
        *(("liferay7", f"{ASKED}{more}") for more in ("/12ab/-/xem/-/xem", "?viewMode=print")),
        *(("liferay7", f"/web/guest/-/{path}") for path in ("categories/7", "tag/le-hoi", "rss")),
        ("liferay7", f"{ASKED}?p_p_id=com_liferay_login_web_portlet_LoginPortlet&p_p_state=normal"),
        *(("liferay_keyless", f"{KEYLESS}{more}") for more in ("/xem", "-moi", "?viewMode=print")),
        *(
            ("liferay_keyless", path)
            for path in ("/tin-tuc?/trang/2", "/chi-tiet-tin", "/vPortal/4")
        ),
        ("liferay62", "/dang-nhap?p_p_id=58&redirect=%2F-%2Fview_content%2F12-x"),
        *(
            ("nukeviet", f"{prefix}/{function}{ALIAS}-53.html")
            for prefix in ("", "/news", "/vi/news")
            for function in ("print", "savefile", "sendmail")
        ),
        *(("nukeviet", f"{ALIAS}-53.html?{query}") for query in ("download=1&id=0", "pdf=1")),
        *(("nukeviet", path) for path in ("/", "/tin-tuc/", "/tin-tuc/page-2/", "/rss/tin-tuc/")),
        *(("nukeviet", path) for path in ("/tag/hoi-nghi", "/search/?q=a-1.html", "/users/")),
        *(("nukeviet", path) for path in ("/about/nukeviet-4.html", "/khong-co-so.html")),
        *(("sharepoint", f"/tin/Pages/{path}") for path in ("default.aspx", "tin-noi-bat.aspx")),
        *(("sharepoint", f"{SLUG}?{query}") for query in ("print=1", "ItemID=7&IsDlg=1")),
        ("sharepoint", "/_api/web/lists/getbytitle('Pages')/items?$skiptoken=p_ID=a-b-c-d.aspx"),
        ("tandan_sharepoint", "/portal/pages/print.aspx?p=7372"),
        ("tandan_sharepoint", "/portal/KenhTin/Tin-tuc.aspx?PageIndex=3"),
        *(("webcenter", f"/webcenter/portal/a/{path}?dDocName=P1") for path in ("in-tin", "print")),
        ("webcenter", "/webcenter/portal/a/pages_tin-tuc?catalog=anqp&page=3"),
        ("webcenter", "/webcenter/documentContent?dDocName=PORTAL77"),
        *(("webforms", f"{ITEM}&l=Tin&{query}") for query in ("print=1", "in=1", "email=1")),
        *(("webforms", path) for path in ("/tin-tuc/van/?UserKey=a-b&PageIndex=9", ITEM[:-2])),
        ("webforms", "/noidung/tintuc/Pages/danh-sach-tin.aspx?l=Tin&ItemID=3"),
        *(("wordpress", path) for path in ("/", "/?p=53", "/lien-he/", "/2024/03/", "/page/2/")),
        *(("wordpress", f"{TITLE}{copy}/") for copy in ("feed", "amp", "embed", "print")),
        *(("wordpress", f"/{base}{TITLE}") for base in ("category", "tag", "author", "wp-json")),
        ("wordpress", "/wp-content/uploads/2024/03/ra-quan-thang-thanh-nien.jpg"),
        *(("generic", path) for path in ("/", "/tin-tuc-su-kien/", "/dang-nhap", "/tim-kiem?q=a")),
        *(
            ("generic", path)
            for path in ("/tag/nong-thon-moi-kieu-mau-2024", "/anh/a-b-c-d-12.jpg")
        ),
        ("generic", "/tin-tuc/page/12/"),
    ],
)
def test_no_articles(platform: str, path: str) -> None:
    assert make(platform).article_key(HOST + path) is None


def test_generic_with_a_pattern_takes_nothing_else() -> None:
    platform = make("generic", article_pattern=r"^/bai/\d+$")
    assert platform.article_key(f"{HOST}/bai/7") == "a.example.vn/bai/7"
    assert platform.article_key(HOST + LONG) is None


@pytest.mark.parametrize("name", sorted(PLATFORMS))
@given(st.one_of(st.text(), st.text().map(f"{HOST}{ASSET}".__add__), st.text().map("//[".__add__)))
def test_junk_never_raises(name: str, url: str) -> None:
    platform = make(name)
    assert platform.article_key(url) is None or platform.article_key(url) != ""


@pytest.mark.parametrize(
    ("name", "path"),
    [("liferay62", f"{ASSET}.html"), ("nukeviet", f"{ALIAS}-53.html"), ("generic", LONG)],
)
@given(
    language=st.sampled_from(["", "/vi", "/en"]),
    session=st.sampled_from(["", ";jsessionid=0A1B.node-2", ";JSESSIONID=x"]),
    query=st.lists(st.sampled_from(["utm_source=zalo", "utm_medium=a%20b", "fbclid=x", "_ga=1.2"])),
)
def test_key_is_the_same_in_every_dress(
    name: str, path: str, language: str, session: str, query: list[str]
) -> None:
    if name == "nukeviet":  # a language stands before its module and has ids of its own
        language = session = ""
    address = f"{HOST}{language}{path}{session}" + (f"?{'&'.join(query)}" if query else "")
    assert make(name).article_key(address) == make(name).article_key(HOST + path)
