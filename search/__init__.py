"""From a reader's question to Elasticsearch's answer."""
