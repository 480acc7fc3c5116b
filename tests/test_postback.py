"""Postbacks and JSON lists, as pure functions of a page."""

import json

import pytest

from crawler.page import Page
from crawler.platforms.base import links
from crawler.platforms.sharepoint import SharePoint
from crawler.reading.odata import Items, parse_items
from crawler.reading.postback import Event, Form, find_next_page, parse_event, post_back

URL = "https://a.example.vn/tin/danh-sach.aspx?l=Tin"
STATE = '<input type="hidden" name="__VIEWSTATE" value="/wE+a=" />'


def form(body: str, action: str = "./danh-sach.aspx?l=Tin&amp;x=1") -> Page:
    text = f'<form method="post" action="{action}">{STATE}{body}</form>'
    return Page(URL, text.encode(), "text/html; charset=utf-8")


def turned(page: Page) -> tuple[str | None, Form]:
    """Return the way on from a page whose links with "page=" page on, too."""
    return find_next_page(page, links(page, "a[href*='page=']"))


def click(argument: str, text: str, target: str = "grid") -> str:
    return f"<td><a href=\"javascript:__doPostBack('{target}','{argument}')\">{text}</a></td>"


@pytest.mark.parametrize(
    ("href", "event"),
    [
        ("javascript:__doPostBack('grid','Page$2')", Event("grid", "Page$2")),
        ("javascript:__doPostBack('ctl00$m$lb2','')", Event("ctl00$m$lb2", "")),
        ("javascript:__doPostBack(%27grid%27,%27Page$2%27)", Event("grid", "Page$2")),
        (
            'javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("m$n", ""))',
            Event("m$n", ""),
        ),
        ("javascript:window.print()", None),
        ("javascript:__doPostBack(grid, 2)", None),
        ("/tin.aspx?page=2", None),
    ],
)
def test_events(href: str, event: Event | None) -> None:
    assert parse_event(href) == event


def test_a_post_carries_the_form_of_its_page_in_order_without_buttons() -> None:
    page = form(
        '<input name="q" value="a b" /><input type="checkbox" name="c" value="1" />'
        '<input type="checkbox" name="d" value="2" checked />'
        '<input name="off" value="3" disabled />'
        '<select name="s"><option value="4">x</option><option value="5" selected>y</option>'
        "</select>"
        '<input type="submit" name="b1" value="x" /><input type="button" name="b2" value="x" />'
        '<button name="b3" value="x">x</button>'
        '<input type="hidden" name="__EVENTARGUMENT" value="" />'
        '<input type="hidden" name="__EVENTVALIDATION" value="v" />'
    )
    post = post_back(page, Event("grid", "Page$2"))
    assert post == (
        "https://a.example.vn/tin/danh-sach.aspx?l=Tin&x=1",
        (
            ("__VIEWSTATE", "/wE+a="),
            ("q", "a b"),
            ("d", "2"),
            ("s", "5"),
            ("__EVENTARGUMENT", "Page$2"),
            ("__EVENTVALIDATION", "v"),
            ("__EVENTTARGET", "grid"),
        ),
    )


def test_a_page_without_state_posts_nothing() -> None:
    page = Page(URL, b'<form><input name="q"></form>')
    assert post_back(page, Event("grid", "Page$2")) is None


def test_a_form_without_action_posts_to_its_page() -> None:
    post = post_back(form("", action=""), Event("grid", "Page$2"))
    assert post is not None
    assert post.url == URL


def test_an_action_that_is_no_address_posts_nothing() -> None:
    assert post_back(form("", action="http://[x"), Event("grid", "Page$2")) is None


CURRENT = "<td><span>{}</span></td>"
TO_TEN = "".join(click(f"Page${n}", str(n)) for n in range(2, 11))


@pytest.mark.parametrize(
    ("pager", "argument"),
    [
        (CURRENT.format(1) + TO_TEN + click("Page$11", "...") + click("Page$Last", ">"), "Page$2"),
        (click("Page$9", "9") + CURRENT.format(10) + click("Page$11", "..."), "Page$11"),
        (click("Page$First", "<") + click("Page$10", "...") + CURRENT.format(11), None),
        (click("Page$10", "...") + CURRENT.format(11) + click("Page$12", "12"), "Page$12"),
        (click("Page$27", "27") + CURRENT.format(28) + '<a href="?page=9">»</a>', None),
        ("<td><b>1</b></td>" + click("2", "2") + click("3", "3"), "2"),
        ('<td><a class="aspNetDisabled">3</a></td>' + click("", "4"), ""),
        ('<li class="active">1</li>' + click("Page$2", "2"), "Page$2"),
        (
            click("V8675", "&lt;") + click("8705", "2") + click("8706", "3") + CURRENT.format(1),
            None,
        ),
    ],
    ids=[
        "first",
        "tenth",
        "last behind a gap",
        "after a gap",
        "last",
        "bare",
        "disabled link",
        "list",
        "calendar",
    ],
)
def test_the_next_page_is_the_smallest_number_above_the_current_one(
    pager: str, argument: str | None
) -> None:
    url, fields = turned(form(f"<table><tr>{pager}</tr></table>"))
    assert dict(fields).get("__EVENTARGUMENT") == argument
    assert (url is None) == (argument is None)


def test_a_numbered_link_button_names_its_own_target() -> None:
    pager = '<span class="CurrentPage">1</span>' + click("", "2", "p$lb2") + click("", "3", "p$lb3")
    assert dict(turned(form(pager))[1])["__EVENTTARGET"] == "p$lb2"


def test_a_pager_without_numbers_goes_by_its_words() -> None:
    pager = click("", "Trang trước", "prev") + click("", "Trang sau »", "next")
    assert dict(turned(form(pager))[1])["__EVENTTARGET"] == "next"
    assert turned(form(click("", "Xem chi tiết", "row"))) == (None, ())


def test_ordinary_links_count_where_nothing_posts() -> None:
    page = form('<span class="current">1</span> <a href="?page=2">2</a>')
    assert turned(page) == ("https://a.example.vn/tin/danh-sach.aspx?page=2", ())


INTERFACE = "https://a.example.vn/tin/_api/web/lists/getbytitle('Pages')/items?$top=2"
SLUG = "ra-quan-thang-thanh-nien.aspx"
ONWARD = "https://a.example.vn/tin/_api/web/lists/x/items?$skiptoken=Paged%3dTRUE%26p_ID%3d2"


@pytest.mark.parametrize(
    "answer",
    [
        {"value": [{"FileRef": f"/tin/Pages/{SLUG}"}], "odata.nextLink": ONWARD},
        {"value": [{"EncodedAbsUrl": f"https://a.example.vn/tin/Pages/{SLUG}"}, {"Id": 7}],
         "@odata.nextLink": ONWARD},
        {"d": {"results": [{"File": {"ServerRelativeUrl": f"/tin/Pages/{SLUG}"}},
                           {"FileRef": "/tin/Pages/default.aspx"}], "__next": ONWARD}},
    ],
    ids=["nometadata", "odata 4", "verbose"],
)  # fmt: skip
def test_the_interface_of_sharepoint_is_a_list_with_a_next_page(answer: object) -> None:
    page = Page(INTERFACE, json.dumps(answer).encode(), "application/json;odata=nometadata")
    listing = SharePoint().parse_list(page)
    assert listing.articles == (f"https://a.example.vn/tin/Pages/{SLUG}",)
    assert listing.next_url == ONWARD


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"null", b'{"value": 3}', b'{"d": []}', b'{"value": [1, null]}']
)
def test_anything_else_lists_nothing(body: bytes) -> None:
    assert parse_items(Page(INTERFACE, body, "application/json")) == Items()
