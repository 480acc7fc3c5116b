"""What every replica does: hold articles, give them addresses, answer requests."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from tests.portals.answer import Answer, Request
from tests.portals.story import Figure, File, Story, load_stories


class Portal(ABC):
    """A replica of one CMS family. It keeps no state but what its family keeps in a cache."""

    name: ClassVar[str]
    title: ClassVar[str]
    sections: ClassVar[dict[str, str]]
    """Address part and printed name of each section, in the menu's order."""
    platform: ClassVar[str]
    """The platform that reads it: the name of an entry of crawler.platforms.PLATFORMS."""
    unit: ClassVar[str] = "182"
    starts: ClassVar[tuple[str, ...]] = ("/",)
    """Start pages of its registry entry, from the host on."""
    options: ClassVar[dict[str, object]] = {}
    """Further keys of its registry entry."""
    planted: ClassVar[dict[str, int]] = {}
    """Counters that a crawl's report must hold, exactly, for what was planted to be refused."""

    def __init__(self, *, edited: bool = False, stories: Iterable[Story] | None = None) -> None:
        """Take the articles to show; without them load the portal's own.

        Its own come in their later text if `edited`.
        """
        shown = load_stories(self.name, edited=edited) if stories is None else stories
        self.stories = tuple(story.served() for story in shown)
        self.by_id = {story.id: story for story in self.stories if not story.missing}
        self.files = {file.file for story in self.stories for file in story.attachments}
        self.files |= {figure.file for story in self.stories for figure in story.figures}

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """Return what the portal answers."""

    @abstractmethod
    def path(self, story: Story) -> str:
        """Return the article's own address, from the host on."""

    @abstractmethod
    def figure_path(self, story: Story, figure: Figure) -> str:
        """Return an image's address, from the host on."""

    @abstractmethod
    def file_path(self, story: Story, file: File) -> str:
        """Return an attachment's address, from the host on."""

    def listed(self, section: str) -> list[Story]:
        """Return a section's articles, newest first, those of other sections shown in it too."""
        return [s for s in self.stories if section == s.section or section in s.also]
