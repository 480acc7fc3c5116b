"""Facets: typed facts that searches filter and count by."""
