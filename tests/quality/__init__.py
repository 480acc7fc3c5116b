"""How right the facts of an article are, on labelled pages: `python -m tests.quality`."""
