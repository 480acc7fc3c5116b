"""The Java that runs the embedded server, and the user that it runs as."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crawler.errors import PrerequisiteError

MINIMUM = 17
"""What Elasticsearch 8 asks for."""
VERSION = re.compile(r'version "(?:1\.)?(\d+)')
"""Java 8 calls itself 1.8; since 9 the first number is the version."""
ADVICE = (
    "install it (Debian, Ubuntu: apt install openjdk-17-jre-headless; "
    "Fedora: dnf install java-17-openjdk-headless; macOS: brew install openjdk@17) or set JAVA_HOME"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine; None stands for whoever calls."""

    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] | None = None

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a short command as this user; raises OSError when it cannot be executed."""
        return subprocess.run(
            command,
            user=self.uid,
            group=self.gid,
            extra_groups=self.groups,
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
        )


def service_account() -> Account:
    """Return `nobody` for root, as which Elasticsearch refuses to run, else the caller."""
    if os.geteuid() != 0:
        return Account()
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, ())


def find_java(account: Account) -> str:
    """Return the first `java` of JAVA_HOME and PATH that is new enough and that `account` can run.

    Raises PrerequisiteError, with what was found and what to install.
    """
    found = []
    for java in _candidates():
        version = _version(java, account)
        if version is not None and version >= MINIMUM:
            return java
        found.append(f"{java} is {f'Java {version}' if version else 'not usable'}")
    message = f"Java {MINIMUM} or newer is needed ({'; '.join(found) or 'none found'}): {ADVICE}"
    raise PrerequisiteError(message)


def _candidates() -> Iterator[str]:
    if home := os.environ.get("JAVA_HOME"):
        yield str(Path(home, "bin", "java"))
    if java := shutil.which("java"):
        yield java


def _version(java: str, account: Account) -> int | None:
    """Return the major version, or None when it does not run (macOS ships a stub that does not)."""
    try:
        printed = account.run(java, "-version").stderr
    except OSError:
        return None
    match = VERSION.search(printed)
    return int(match[1]) if match else None
