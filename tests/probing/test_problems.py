"""What a probe says of a portal that can not be read, and how its report looks."""

import json
import socket
from pathlib import Path

import pytest

from tests.portals import serve
from tests.probing.closed import PAGE, Closed, Moved
from tests.probing.test_probe import archive

CHALLENGE = "<script>document.cookie='D1N=1'</script>".replace("'", '"')


@pytest.mark.parametrize(
    ("portal", "code", "problem"),
    [
        (Closed(PAGE.format("Đang cập nhật")), 13, "no article was found"),
        (Closed(CHALLENGE), 10, "challenge"),
        (Closed(PAGE.format("Lỗi"), status=500), 10, "http_500"),
        (Closed("", "User-agent: *\nDisallow: /\n"), 13, "forbidden by robots.txt"),
    ],
    ids=["empty", "challenge", "failing", "forbidden"],
)
def test_problem_is_said_with_its_exit_code(
    portal: Closed, code: int, problem: str, tmp_path: Path
) -> None:
    with serve(portal) as served:
        done = archive(tmp_path).khotin("probe", "--json", served.url, code=code)
    found = json.loads(done.stdout)
    assert problem in done.stderr
    assert done.stderr.count("\n") == 1
    assert found["entry"] is None
    asked = {path for _, _, path in served.requests}
    assert ("/" in asked) is ("robots.txt" not in problem)


def test_a_portal_that_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{unused.getsockname()[1]}"
        done = archive(tmp_path).khotin("probe", address, code=10)
    assert "refused" in done.stderr


def test_report_fits_80_columns_and_the_entry_stands_below(tmp_path: Path) -> None:
    with serve("generic") as there, serve(Moved(f"{there.url}/")) as here:
        done = archive(tmp_path, COLUMNS="80").khotin("probe", here.url)
    report, _, entry = done.stdout.partition("[[site]]\n")
    assert max(map(len, report.splitlines())) <= 80
    host = there.url.removeprefix("http://")
    assert f"leads to another host, {host}" in " ".join(report.split())
    assert f'start_urls = ["{there.url}/tin-tuc", "{there.url}/thong-bao"]\n' in entry
    assert "forbids" not in report
    assert {path for _, _, path in here.requests} <= {"/", "/robots.txt"}
