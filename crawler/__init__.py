"""From a portal to an Article: fetch, keep, extract."""
