"""Scrapy's settings: only what differs from its defaults, each with its reason.

A site's own come in the spider.
"""

from crawler.config import load_config

BOT_NAME = "khotin"
SPIDER_MODULES = ["crawler.spiders"]
# Honest, with an address where a webmaster can reach the operator.
USER_AGENT = f"KhoTin/0.1 (+{load_config().contact})"
ROBOTSTXT_OBEY = True
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
DOWNLOADER_MIDDLEWARES = {
    "crawler.fetching.middlewares.HostPause": 940,
    "crawler.fetching.middlewares.KeepWireBody": 950,
}
EXTENSIONS = {"crawler.extensions.report.RunReport": 500}
TELNETCONSOLE_ENABLED = False
# Our callbacks are checked by mypy; parsing their source at every answer took a fifth of the time.
WARN_ON_GENERATOR_RETURN_VALUE = False
# A callback yields a few requests: a hundred tasks to handle them took as long again.
CONCURRENT_ITEMS = 1
LOG_LEVEL = "WARNING"
