"""Clients that were used before gunicorn and celery fork their workers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.server import Answer, Request, Server, serving

from .client import ROOT
from .environments import Environment, build, installed, run

pytestmark = pytest.mark.long

SERVERS = ("gunicorn==27.0.1", "celery==5.7.0")
CLIENT = """\
import os
from genesys_cloud import GenesysCloud

url = os.environ["API"]
client = GenesysCloud(
    client_id="id", client_secret="secret", base_url=url, login_url=url,
    rate_limit=300 / 3,
)

def ask(name):
    return f"{client.license.get_license_user(name).id} {os.getpid()}"

used = ask("before")
"""
WSGI = """\
from client import ask

def app(environ, start_response):
    content = ask(environ["PATH_INFO"].strip("/")).encode()
    start_response("200 OK", [("Content-Length", str(len(content)))])
    return [content]
"""
TASKS = """\
from celery import Celery
from client import ask

app = Celery("tasks", broker="filesystem://", backend="file://results")
app.conf.broker_transport_options = {
    "data_folder_in": "queue", "data_folder_out": "queue", "control_folder": "control",
}
task = app.task(ask, name="ask")
"""
PRODUCER = """\
from celery import group
from tasks import task

names = [f"u{n}" for n in range(60)]
for line in group(task.s(name) for name in names).apply_async().get(timeout=120):
    print(line)
"""
NAMES = [f"u{number}" for number in range(60)]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The client and what forks it, in an environment of their own."""
    folder = tmp_path_factory.mktemp("workers")
    client = folder / "client"
    shutil.copytree(ROOT / "generated", client)
    text = (client / "pyproject.toml").read_text("utf-8")
    needs = tomllib.loads(text)["project"]["dependencies"]
    made = installed(build(client, folder / "wheel"), needs, folder / "environment")
    # Environments of uv come without pip.
    run(made.python, "-m", "ensurepip", cwd=folder)
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(made.python, *pip, *SERVERS, cwd=folder)
    return made


@pytest.fixture
def api() -> Iterator[Server]:
    """Both hosts; each user has the id that was asked for."""

    def respond(request: Request) -> Answer:
        if request.target == "/oauth/token":
            return Answer(200, {"access_token": "t", "expires_in": 3600})
        return Answer(200, {"id": request.target.rpartition("/")[2]})

    with serving(respond) as server:
        yield server


@contextmanager
def program(
    environment: Environment, folder: Path, api: Server, *words: str, **more: Any
) -> Iterator[None]:
    """Run a module of the environment until the context ends."""
    env = {**os.environ, "API": api.url, "PYTHONPATH": str(folder)}
    command = [environment.python, "-m", *words]
    with (
        open(folder / "said", "wb") as said,
        subprocess.Popen(
            command, cwd=folder, env=env, stdout=said, stderr=said, **more
        ) as process,
    ):
        try:
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def assert_own(lines: list[str], api: Server) -> None:
    """Each got its own response, in a worker, over a connection of that process."""
    assert [line.split()[0] for line in lines] == NAMES
    peers: dict[str, set[Any]] = {}
    workers = dict(line.split() for line in lines)
    for request in api.calls("/api/"):
        name = request.target.rpartition("/")[2]
        peers.setdefault(workers.get(name, "before"), set()).add(request.peer)
    assert len(peers) > 2
    assert sum(map(len, peers.values())) == len(set.union(*peers.values()))
    # The token is a value, which no worker asks for again.
    asked = len(api.calls("/oauth/token"))
    assert asked == len([r for r in api.calls("/api/") if r.target.endswith("before")])


def test_gunicorn_with_preload(
    environment: Environment, api: Server, tmp_path: Path
) -> None:
    (tmp_path / "client.py").write_text(CLIENT, encoding="utf-8")
    (tmp_path / "wsgi.py").write_text(WSGI, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port, number = listener.getsockname()[1], listener.fileno()

        def get(name: str) -> str:
            with closing(HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
                connection.request("GET", f"/{name}")
                return connection.getresponse().read().decode()

        words = ("gunicorn", "--preload", "-w", "3", "--threads", "2")
        with (
            program(
                *(environment, tmp_path, api, *words, "-b", f"fd://{number}"),
                *("wsgi:app",),
                pass_fds=[number],
            ),
            ThreadPoolExecutor(6) as pool,
        ):
            lines = list(pool.map(get, NAMES))
    assert_own(lines, api)


def test_celery_with_prefork(
    environment: Environment, api: Server, tmp_path: Path
) -> None:
    for name, text in (("client", CLIENT), ("tasks", TASKS), ("producer", PRODUCER)):
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    for folder in ("queue", "control", "results"):
        (tmp_path / folder).mkdir()
    words = ("celery", "-A", "tasks", "worker", "-P", "prefork", "-c", "3")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    with program(environment, tmp_path, api, *words, *quiet):
        said = subprocess.run(
            [environment.python, "producer.py"],
            cwd=tmp_path,
            env={**os.environ, "API": api.url},
            capture_output=True,
            text=True,
        )
    assert said.returncode == 0, said.stderr
    assert_own(said.stdout.splitlines(), api)
