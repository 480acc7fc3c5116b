"""From an Article to a searchable document."""
