"""Scrapy's settings: only what differs from its defaults, each with its reason.

A site's own come in the spider.
"""

from crawler.config import load_config

BOT_NAME = "khotin"
SPIDER_MODULES = ["crawler.spiders"]
# Honest, with an address where a webmaster can reach the operator.
USER_AGENT = f"KhoTin/0.1 (+{load_config().contact})"
# SharePoint's lists answer with JSON only to who asks for it.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/json;q=0.9,application/xml;q=0.8,*/*",
    "Accept-Language": "vi",
}
# crawler.fetching.robots obeys robots.txt; Scrapy's own goes on where it is not answered, and knows
# neither delays nor redirects.
ROBOTSTXT_OBEY = False
# The frontier is the ledger: it knows articles by key, which a filter of addresses does not.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# Sessions make copies of addresses, and no list or article needs one.
COOKIES_ENABLED = False
# A redirect is an answer that the ledger records; a failed page waits its turn instead of being
# hammered.
REDIRECT_ENABLED = False
METAREFRESH_ENABLED = False
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True
# The largest recorded page has 0.4 MB; a page beyond this is a trap or a file.
DOWNLOAD_MAXSIZE = 32 << 20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 60
# Off by default in Scrapy. The handler verifies by itself; this is for any other.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.fetching.handler.PortalHandler",
    "https": "crawler.fetching.handler.PortalHandler",
}
TWISTED_DNS_RESOLVER = "crawler.fetching.resolver.PublicResolver"
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetching.middlewares.RenderLists": 90,
    "crawler.fetching.robots.Robots": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.fetching.middlewares.BoundedDecompression": 590,
    "crawler.fetching.middlewares.HostPause": 940,
    "crawler.fetching.middlewares.KeepWireBody": 950,
}
EXTENSIONS = {
    "crawler.extensions.report.RunReport": 500,
    "crawler.extensions.hours.KeepHours": 510,
}
# Beyond it a crawl ends in good order instead of being killed; what is left is the next run's.
MEMUSAGE_LIMIT_MB = load_config().memory_mb
TELNETCONSOLE_ENABLED = False
# Our callbacks are checked by mypy; parsing their source at every answer took a fifth of the time.
WARN_ON_GENERATOR_RETURN_VALUE = False
# A callback yields a few requests: a hundred tasks to handle them took as long again.
CONCURRENT_ITEMS = 1
LOG_LEVEL = "WARNING"
