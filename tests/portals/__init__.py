"""Three replica portals with made-up news over HTTP on loopback: `python -m tests.portals`."""

from tests.portals.expected import expected
from tests.portals.server import PORTALS, Served, serve

__all__ = ["PORTALS", "Served", "expected", "serve"]
