"""What every replica does: hold articles, give them addresses, answer requests."""

from abc import ABC, abstractmethod
from typing import ClassVar

from tests.portals.answer import Answer, Request
from tests.portals.story import Figure, File, Story, load_stories


class Portal(ABC):
    """A replica of one CMS family. It keeps no state but what its family keeps in a cache."""

    name: ClassVar[str]
    title: ClassVar[str]
    sections: ClassVar[dict[str, str]]
    """Address part and printed name of each section, in the menu's order."""

    def __init__(self, *, edited: bool = False) -> None:
        """Load the portal's articles, in their later text if `edited`."""
        self.stories = tuple(s.served() for s in load_stories(self.name, edited=edited))
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
