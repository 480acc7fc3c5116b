"""The only spider, under the name that `scrapy crawl` knows."""
