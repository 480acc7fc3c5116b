"""The CMS families, listed by hand: adding one is a module here and a line below."""

from crawler.page import Page
from crawler.platforms.base import Platform
from crawler.platforms.drupal import Drupal
from crawler.platforms.generic import Generic
from crawler.platforms.liferay7 import Liferay7
from crawler.platforms.liferay62 import Liferay62
from crawler.platforms.liferay_keyless import LiferayKeyless
from crawler.platforms.newspaper import Newspaper
from crawler.platforms.nukeviet import NukeViet
from crawler.platforms.sharepoint import SharePoint
from crawler.platforms.tandan_sharepoint import TanDanSharePoint
from crawler.platforms.webcenter import WebCenter
from crawler.platforms.webforms import WebForms
from crawler.platforms.wordpress import WordPress

PLATFORMS: dict[str, type[Platform]] = {
    Drupal.name: Drupal,
    LiferayKeyless.name: LiferayKeyless,  # before the Liferays whose marks its pages carry, too
    Liferay62.name: Liferay62,
    Liferay7.name: Liferay7,
    Newspaper.name: Newspaper,
    NukeViet.name: NukeViet,
    SharePoint.name: SharePoint,
    TanDanSharePoint.name: TanDanSharePoint,
    WebCenter.name: WebCenter,
    WebForms.name: WebForms,
    WordPress.name: WordPress,
    Generic.name: Generic,
}
"""By the name that a portal's entry gives. `generic` recognises nothing and so takes the rest."""


def make(name: str, **options: str) -> Platform:
    """Return the family's platform; raises KeyError for a name, TypeError for an option unknown."""
    return PLATFORMS[name](**options)


def recognise(page: Page) -> Platform:
    """Return the platform whose marks the page carries, `generic` when none does."""
    platforms = (platform() for platform in PLATFORMS.values())
    return next((platform for platform in platforms if platform.evidence(page)), Generic())
