"""A vault for every test."""

from pathlib import Path

import pytest

from tests.importing.warcs import Vault


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    """An empty data folder, and a registry of one portal."""
    return Vault(tmp_path)
