"""The configuration: environment variables with the prefix KHOTIN_, and nothing else."""

from functools import lru_cache
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from crawler.errors import KhotinError

ROOT = Path(__file__).resolve().parent.parent


class ConfigurationError(KhotinError):
    """An environment variable that cannot be used."""

    exit_code = 2


class Config(BaseSettings):
    """What an operator may set. Every field is read from KHOTIN_<FIELD>."""

    model_config = SettingsConfigDict(env_prefix="KHOTIN_", frozen=True, populate_by_name=True)

    sites: Path = ROOT / "crawler" / "sites"
    """Folder of the registry's TOML files."""
    data: Path = ROOT / "data"
    """Folder of the portal folders."""
    index_prefix: str = Field(default="khotin", pattern=r"^[a-z][a-z0-9-]*$")
    """Prefix of every index and alias."""
    elasticsearch_url: str | None = Field(
        default=None,
        pattern=r"^https?://",
        validation_alias=AliasChoices("KHOTIN_ELASTICSEARCH_URL", "ELASTICSEARCH_URL"),
    )
    """The server to use, or a cluster's nodes with commas between them; None: the embedded one."""
    elasticsearch_api_key: SecretStr | None = Field(
        default=None,
        validation_alias=AliasChoices("KHOTIN_ELASTICSEARCH_API_KEY", "ELASTICSEARCH_API_KEY"),
    )
    elasticsearch_ca: Path | None = None
    """PEM file of the authority that signed the server's certificate; None: the usual ones."""
    elasticsearch_admin: SecretStr | None = None
    """An administrator's "user:password", which `khotin roles` alone reads."""
    es_port: int = Field(default=9280, ge=1024, le=65535)
    """HTTP port of the embedded server on 127.0.0.1."""
    es_heap: str = Field(default="1g", pattern=r"^\d+[mg]$")
    """Heap of the embedded server."""
    es_home: Path | None = None
    """Folder that keeps the embedded server's data, logs and configuration; None: chosen beside the
    user's state."""
    wait: float = Field(default=60.0, ge=0)
    """Seconds to wait for an Elasticsearch that does not answer before its work is left for the
    next run."""
    workers: int = Field(default=0, ge=0)
    """Extraction processes; 0 means one a core."""
    connections: int = Field(default=8, ge=1)
    """Connections to all portals at one time: so many polite portals are crawled at once. One
    process parses the lists of about 8."""
    run_seconds: float = Field(default=0.0, ge=0)
    """Seconds after which a crawl ends in good order, and leaves the rest to the next; 0: never."""
    memory_mb: int = Field(default=2048, ge=0)
    """Megabytes of a crawl's process from which on it ends in good order, too; 0: no bound."""
    queue_url: SecretStr | None = None
    """PostgreSQL database of the queue that several machines share: postgresql://user@host/name."""
    store: Path | None = None
    """Folder that all these machines see, where portals' folders travel from one to another."""
    lease: float = Field(default=60.0, ge=3)
    """Seconds after which a portal is taken from a worker that has not been heard of."""
    alert_command: str | None = None
    """Program and arguments that `khotin status --check` gives changes of state, as JSON on its
    standard input."""
    alert_url: SecretStr | None = None
    """Address that they are posted to."""
    clock_offset: float = 0.0
    """Seconds added to the clock: simulations of days to come."""
    contact: str = "https://example.org/kho-tin"
    """Address in the user agent where a portal's webmaster can reach the operator."""


@lru_cache(maxsize=1)
def load_config() -> Config:
    """Read the environment once; raises ConfigurationError that names the variable."""
    try:
        return Config()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        variable = name if name.startswith(("KHOTIN_", "ELASTICSEARCH_")) else f"KHOTIN_{name}"
        message = f"{variable}: {first['msg']}"
        raise ConfigurationError(message) from None
