"""Clients in programs that PyInstaller freezes: it finds modules that it is told of."""

from __future__ import annotations

import pkgutil
import runpy
import shutil
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from .client import ROOT
from .environments import build, installed, run

PYINSTALLER = "pyinstaller==6.22.3"
APP = """\
import anyio, json, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from genesys_cloud import AsyncGenesysCloud, GenesysCloud, NotFoundError


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        found = self.path.partition("?")[0] == "/api/v2/license/users"
        page = {"entities": [{"id": "u1"}], "pageCount": 1} if found else {}
        body = json.dumps(page).encode()
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


async def main():
    async with AsyncGenesysCloud(access_token="t", base_url=url) as client:
        async for user in client.license.iter_license_users():
            print(user.id)


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
with GenesysCloud(access_token="t", base_url=url) as client:
    print([user.id for user in client.license.get_license_users().entities])
    print(client.with_raw_response.license.get_license_users().status)
    try:
        client.license.get_license_user("u2")
    except NotFoundError as error:
        print(error.status)
anyio.run(main)
server.shutdown()
"""


def entry_point(client: Path) -> tuple[str, str]:
    """The module and the function that PyInstaller asks for the folders of hooks."""
    project = tomllib.loads((client / "pyproject.toml").read_text("utf-8"))["project"]
    (place,) = project["entry-points"]["pyinstaller40"].values()
    module, _, function = place.partition(":")
    return module, function


def test_the_hook_names_every_module() -> None:
    module, function = entry_point(ROOT / "generated")
    package = import_module(module.partition(".")[0])
    (folder,) = getattr(import_module(module), function)()
    hook = Path(folder) / f"hook-{package.__name__}.py"
    named = runpy.run_path(str(hook))["hiddenimports"]
    prefix = f"{package.__name__}."
    found = {found.name for found in pkgutil.walk_packages(package.__path__, prefix)}
    ours = {package.__name__, *found} - {module, f"{module}.{hook.stem}"}
    assert named == sorted(ours)
    assert f"{prefix}api.license" in named


@pytest.mark.long
def test_a_frozen_program_calls(tmp_path: Path) -> None:
    client = tmp_path / "client"
    shutil.copytree(ROOT / "generated", client)
    text = (client / "pyproject.toml").read_text("utf-8")
    needs = tomllib.loads(text)["project"]["dependencies"]
    wheel = build(client, tmp_path / "wheel")
    environment = installed(wheel, needs, tmp_path / "environment")
    # Environments of uv come without pip.
    run(environment.python, "-m", "ensurepip", cwd=tmp_path)
    pip = ("-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(environment.python, *pip, PYINSTALLER, cwd=tmp_path)
    (tmp_path / "app.py").write_text(APP, encoding="utf-8")
    freeze = environment.folder / "bin" / "pyinstaller"
    run(freeze, "--noconfirm", "--log-level", "ERROR", "app.py", cwd=tmp_path)
    shutil.rmtree(environment.folder)
    said = run(tmp_path / "dist/app/app", cwd=tmp_path)
    assert said.split() == ["['u1']", "200", "404", "u1"]
