"""The server on the loopback address: it hands out the site and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from steelyard.errors import UsageError
from steelyard.publish.layout.policy import POLICY
from steelyard.publish.serving import LOOPBACK, server
from steelyard.publish.site import Site


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    folder = tmp_path / "site"
    folder.mkdir()
    site = Site(folder)
    site.write("index.html", "<h1>桿秤</h1>")
    site.write("data/ranking.parquet", b"PAR1")
    site.finish()
    (tmp_path / "secret.txt").write_text("secret")
    running = server(folder, 0)
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    yield running.server_address[1]
    running.shutdown()
    running.server_close()
    thread.join()


def asked(port: int, address: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(LOOPBACK, port, timeout=5)
    connection.request("GET", address)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def test_pages_come_with_their_policy(port: int) -> None:
    answer, content = asked(port, "/")
    assert content.decode() == "<h1>桿秤</h1>"
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert asked(port, "/data/ranking.parquet")[0].headers["Content-Type"].endswith("parquet")


@pytest.mark.parametrize("address", ["/data/", "/../secret.txt", "/%2e%2e/secret.txt", "/none"])
def test_nothing_else_is_handed_out(port: int, address: str) -> None:
    answer, content = asked(port, address)
    assert answer.status == 404
    assert b"secret" not in content.replace(b"secret.txt", b"")


def test_it_listens_on_the_loopback_address_alone(tmp_path: Path) -> None:
    Site(tmp_path).finish()
    running = server(tmp_path, 0)
    try:
        assert running.server_address[0] == LOOPBACK
        with pytest.raises(UsageError, match="cannot be had"):
            server(tmp_path, running.server_address[1])
    finally:
        running.server_close()


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a site"):
        server(tmp_path, 0)
