"""The time, for everything that is kept. `KHOTIN_CLOCK_OFFSET` shifts it for simulations."""

from datetime import UTC, datetime, timedelta

from crawler.config import load_config


def now() -> datetime:
    """Return the time as an aware datetime in UTC."""
    return datetime.now(UTC) + timedelta(seconds=load_config().clock_offset)


def now_ms() -> int:
    """Return the time in milliseconds since 1970."""
    return int(now().timestamp() * 1000)
