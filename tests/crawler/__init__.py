"""Fetch, keep and extract, part by part."""
