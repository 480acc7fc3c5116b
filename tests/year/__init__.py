"""A year of forty portals on a clock that runs fast: `python -m tests.year`."""
