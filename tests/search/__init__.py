"""Tests of the search, on a real Elasticsearch."""
