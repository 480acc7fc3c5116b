"""NukeViet 4.3: its pager has no relations and no classes, and phones get a theme of their own."""

from html import escape

from tests.portals.answer import Answer, Request
from tests.portals.markup import fill, weekday
from tests.portals.nukeviet import NukeViet
from tests.portals.nukeviet_quirks import edited_at, encode
from tests.portals.story import Story


class NukeViet43(NukeViet):
    """The same portal as 4.3 showed it; a user agent with "Mobile" in it gets the mobile theme."""

    def _pager(self, section: str, current: int) -> str:
        last = self.pages(section)
        if last == 1:
            return ""
        numbers = "".join(
            f'<li class="active"><a href="#">{n}</a></li>'
            if n == current
            else f'<li><a href="{self._page_path(section, n)}">{n}</a></li>'
            for n in range(1, last + 1)
        )
        before = self._arrow(section, current - 1, "Trang trước", "&laquo;")
        after = self._arrow(section, current + 1, "Trang sau", "&raquo;")
        return f'<ul class="pagination">{before}{numbers}{after}</ul>'

    def _arrow(self, section: str, number: int, title: str, arrow: str) -> str:
        if not 1 <= number <= self.pages(section):
            return f'<li class="disabled"><a href="#">{arrow}</a></li>'
        path = self._page_path(section, number)
        return f'<li><a href="{path}" title="{title}">{arrow}</a></li>'

    def article_page(self, request: Request, story: Story) -> Answer:
        if "Mobile" not in request.agent:
            return super().article_page(request, story)
        image = ""
        if story.image:
            source, caption = self.figure_path(story, story.image), escape(story.image.caption)
            shown = f'<a href="#" id="pop"><img id="imageresource" alt="anh" src="{source}"></a>'
            enlarged = '<div class="modal fade"><h4 class="modal-title">anh</h4><img src=""></div>'
            image = f'<div class="imghome text-center">{shown}{enlarged}<em>{caption}</em></div>'
        main = fill(
            "nukeviet/mobile.html",
            title=encode(story.title),
            edited=edited_at(story).isoformat(),
            date=f"{weekday(story.published_at)} - {story.published_at:%d/%m/%Y %H:%M}",
            image=image,
            lead=encode(story.lead),
            body=self.body(story),
            files=self._files(story),
            signature=self.signature(story).replace("h5 ", ""),
            tags=self._tags(story),
        )
        trail = (f"/{story.section}/", self.sections[story.section])
        return self.page(request, encode(story.title), main, url=self.path(story), trail=trail)
