"""What a document is about, as typed facts: text in, facets out."""
