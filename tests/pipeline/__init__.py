"""The whole pipe as an operator runs it: command line, portals over HTTP, Elasticsearch."""
