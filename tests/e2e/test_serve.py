"""`mdclient serve`: the ready line, what it serves, and how it stops."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import ROOT, SPECS

USERS = "/api/v2/license/users"


class Served:
    """A running server, and a client of it that has a token."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.ready = json.loads(process.stdout.readline())
        self.http = httpx.Client(base_url=self.ready["url"], timeout=60)
        client = self.ready["client_id"], self.ready["client_secret"]
        form = {"grant_type": "client_credentials"}
        token = self.http.post("/oauth/token", data=form, auth=client).json()
        self.http.headers["Authorization"] = f"Bearer {token['access_token']}"


@contextmanager
def served(*arguments: str | Path) -> Generator[Served]:
    command = [sys.executable, "-m", "generator", "serve", "--format", "json"]
    with subprocess.Popen(
        [*command, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            server = Served(process)
            yield server
            server.http.close()
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly(number: signal.Signals) -> None:
    with served(SPECS) as server:
        assert set(server.ready) == {"url", "client_id", "client_secret"}
        assert server.http.get(f"{USERS}?pageSize=3").json()["total"] == 60
        server.process.send_signal(number)
        out, err = server.process.communicate(timeout=60)
        assert server.process.returncode == 0
        assert out == ""
        assert f'"GET {USERS}?pageSize=3 HTTP/1.1" 200' in err
        assert "Traceback" not in err


def test_a_signal_cuts_requests_that_wait() -> None:
    with served(SPECS, "--latency", "1h") as server, ThreadPoolExecutor() as threads:
        waiting = threads.submit(server.http.get, USERS)
        admin = f"{server.ready['url']}/_sandbox"
        while len(httpx.get(admin).json()["received"]) < 2:
            pass
        server.process.terminate()
        _, err = server.process.communicate(timeout=60)
        assert server.process.returncode == 0
        assert isinstance(waiting.exception(timeout=60), httpx.TransportError)
        assert "Traceback" not in err


def test_a_seed_and_a_size_determine_the_data() -> None:
    def ids(*arguments: str) -> list[str]:
        with served(SPECS, *arguments) as server:
            page = server.http.get(USERS).json()
            return [item["id"] for item in page["entities"]]

    first = ids("--size", "7")
    assert len(first) == 7
    assert ids("--size", "7") == first
    assert not {*ids("--size", "7", "--seed", "1")} & {*first}


def test_a_database_outlives_the_server(tmp_path: Path) -> None:
    arguments = SPECS, "--db", tmp_path / "data.sqlite"
    with served(*arguments) as server:
        found = server.http.get(f"{USERS}?pageSize=1").json()["entities"][0]["id"]
        assert server.http.get(f"{USERS}/{found}").status_code == 200
        assert server.http.get(f"{USERS}/nobody").status_code == 404
        body = ["my-own"]
        assert server.http.post("/api/v2/license/users", json=body).status_code == 200
        made = server.http.get(USERS, params={"pageSize": 100}).json()
        server.process.terminate()
        server.process.wait(60)
    with served(*arguments) as server:
        again = server.http.get(USERS, params={"pageSize": 100}).json()
        assert again == made
        assert again["total"] == 61


@pytest.mark.parametrize("name", ["", "model.json.gz"])
def test_a_generated_client_serves_as_well_as_pages(name: str) -> None:
    path = f"{USERS}?pageSize=2"
    with served(SPECS) as one, served(ROOT / "generated" / name) as other:
        assert one.http.get(path).json() == other.http.get(path).json()


def test_changed_pages_are_served_at_once(tmp_path: Path) -> None:
    specs = tmp_path / "specs"
    shutil.copytree(SPECS, specs)
    page = specs / "classes" / "license-api.md"
    with served(specs, "--watch") as server:
        assert server.http.get("/api/v2/licence/users").status_code == 404
        text = page.read_text("utf-8")
        page.write_text(text.replace("/api/v2/license/users", "/api/v2/licence/users"))
        assert server.process.stderr is not None
        while "Restarted" not in server.process.stderr.readline():
            pass
        client = server.ready["client_id"], server.ready["client_secret"]
        form = {"grant_type": "client_credentials"}
        token = server.http.post("/oauth/token", data=form, auth=client).json()
        bearer = {"Authorization": f"Bearer {token['access_token']}"}
        assert server.http.get("/api/v2/licence/users", headers=bearer).is_success


def test_a_database_that_cannot_be_opened_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "text.sqlite"
    path.write_text("This is not a database, but a text. " * 100)
    command = [sys.executable, "-m", "generator", "serve", "--db", str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert f"mdclient: {path}: file is not a database" in ran.stderr


def test_a_database_of_another_program_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE items (title TEXT)")
    command = [sys.executable, "-m", "generator", "serve", "--db", str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert f"mdclient: {path}: no such column: collection" in ran.stderr


def test_an_address_in_use_is_an_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "generator", "serve", "--port", port]
        ran = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=60
        )
    assert ran.returncode == 1
    assert f"mdclient: 127.0.0.1:{port}: " in ran.stderr


def test_what_cannot_be_served_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "model.json.gz").write_bytes(gzip.compress(b"{}"))
    command = [sys.executable, "-m", "generator", "serve", str(tmp_path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert "R002" in ran.stderr
