"""The examples, each against the sandbox."""

from __future__ import annotations

import asyncio
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.diagnostics import Diagnostics
from generator.pipeline import SpecSource, generate
from generator.quantities import Rate
from generator.sandbox import RunningSandbox, ScriptedResponse, run_in_thread
from genesys_cloud import AsyncGenesysCloud, GenesysCloud, RateLimited
from tests.e2e.conftest import ROOT, SPECS, read_spec

EXAMPLES = ROOT / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.py"))

Load = Callable[[str], Any]
Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(sandbox: RunningSandbox) -> dict[str, str]:
    return {
        "GENESYS_CLOUD_CLIENT_ID": "id",
        "GENESYS_CLOUD_CLIENT_SECRET": "secret",
        "GENESYS_CLOUD_BASE_URL": sandbox.url,
        "GENESYS_CLOUD_LOGIN_URL": sandbox.url,
    }


@pytest.fixture
def load(sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Import an example whose client is one of the sandbox."""
    for name, value in environment(sandbox).items():
        monkeypatch.setenv(name, value)
    monkeypatch.syspath_prepend(str(EXAMPLES))

    def load(name: str) -> Any:
        monkeypatch.delitem(sys.modules, name, raising=False)
        return import_module(name)

    return load


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages in ``specs/`` and those that some examples need beyond."""
    folder = tmp_path_factory.mktemp("examples") / "specs"
    shutil.copytree(SPECS, folder)
    shutil.copytree(EXAMPLES / "specs", folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def _wider(specs: Path) -> Iterator[RunningSandbox]:
    diagnostics = Diagnostics()
    with ExitStack() as stack:
        generate(
            SpecSource(specs=specs),
            specs.parent / "client",
            diagnostics,
            lambda _: stack,
            strict=True,
        )
    assert not diagnostics.count("warning"), diagnostics.items
    with run_in_thread(read_spec(specs)) as found:
        yield found


@pytest.fixture
def wider(_wider: RunningSandbox) -> RunningSandbox:
    """A sandbox of all pages of the examples."""
    _wider.reset()
    return _wider


def start(sandbox: RunningSandbox, client: Path, *command: str | Path) -> str:
    """Run Python beside the examples, with a client and a sandbox; its output."""
    paths = os.pathsep.join([str(client), str(EXAMPLES)])
    settings = {**os.environ, **environment(sandbox), "PYTHONPATH": paths}
    settings.pop("FORCE_COLOR", None)
    ran = subprocess.run(
        [sys.executable, *command],
        env=settings,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_short_and_says_what_it_shows(name: str) -> None:
    lines = (EXAMPLES / f"{name}.py").read_text("utf-8").splitlines()
    assert len(lines) <= 60
    shown = "\n".join(lines).partition('"""\n\n')[0]
    assert re.search(r"^Shows ", shown, re.M)


def test_every_example_is_listed() -> None:
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    assert re.findall(r"^\| \[(\w+)\.py\]\(\1\.py\)", listed, re.M) == NAMES


def test_export_licenses(load: Load, tmp_path: Path) -> None:
    example = load("export_licenses")
    with GenesysCloud() as client:
        assert example.export(client, tmp_path / "l.csv") == 60
    with open(tmp_path / "l.csv", encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["user", "licenses"]
    assert len({row[0] for row in rows}) == 60


def test_assign_licenses(
    load: Load,
    sandbox: RunningSandbox,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = [{"userId": "u101", "licenseId": "l", "result": "NO_SUCH_USER"}]
    fine = [{"userId": "u1", "licenseId": "l", "result": "SUCCESS"}]
    batch = "LicenseAPI.postLicenseOrganization"
    answers = [ScriptedResponse(status=200, body=body) for body in (fine, failed)]
    sandbox.script(batch, *answers)
    users = tmp_path / "users.txt"
    users.write_text("\n".join(f"u{n}" for n in range(1, 102)), "utf-8")
    monkeypatch.setattr(sys, "argv", ["assign", "l", str(users)])
    with pytest.raises(SystemExit) as ended:
        load("assign_licenses").main()
    assert ended.value.code == 1
    out, err = capsys.readouterr()
    assert out == "100 of 101 users have l\n"
    assert err == "u101: NO_SUCH_USER\n"
    sizes = [
        len(json.loads(one.content)["assignments"][0]["userIdsAdd"])
        for one in sandbox.log.of(batch)
    ]
    assert sizes == [100, 1]


def test_many_calls(
    load: Load, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = sandbox.clock._source()
    monkeypatch.setattr(sandbox.clock, "_source", lambda: now)
    sandbox.rate_limits.reset(Rate(300, 1.0))

    async def read() -> tuple[int, int]:
        async with AsyncGenesysCloud(rate_limit=None) as client:
            client.on(RateLimited, lambda _: sandbox.clock.advance(1.0))
            listing = client.license.iter_license_users(page_size=100)
            known = [user.id async for user in listing]
            ids = [known[n % len(known)] for n in range(500)]
            users = await load("many_calls").read_users(client, ids)
            return len(users), client.stats.rate_limited

    found, rejected = asyncio.run(read())
    assert found == 500
    assert rejected


def test_pkce_login(
    load: Load, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = load("pkce_login")

    def open_browser(url: str) -> None:
        with httpx.Client(trust_env=False, follow_redirects=True) as browser:
            assert "logged in" in browser.get(url).text

    def open_beside(url: str) -> None:
        threading.Thread(target=open_browser, args=(url,)).start()

    monkeypatch.setattr("webbrowser.open", open_beside)
    with GenesysCloud(
        credentials=example.log_in("id", port=0),
        base_url=sandbox.url,
        login_url=sandbox.url,
    ) as client:
        client.license.get_license_users()
    assert sandbox.log.counts.grants == {"authorization_code": 1}


def test_lambda_handler(load: Load, sandbox: RunningSandbox) -> None:
    class Context:
        def get_remaining_time_in_millis(self) -> int:
            return 30_000

    example = load("lambda_handler")
    with example.shared_client() as client:
        user = next(iter(client.license.iter_license_users()))
        for _ in range(2):
            response = example.handler({"user_id": user.id}, Context())
            assert response["statusCode"] == 200
            json.dumps(response)
        sandbox.script("license.get_license_user", ScriptedResponse(status=404))
        refused = example.handler({"user_id": "nobody"}, Context())
        assert refused["statusCode"] == 404
        assert refused["correlationId"]
    assert sandbox.log.counts.grants == {"client_credentials": 1}


@pytest.mark.check
def test_worker_processes(sandbox: RunningSandbox, tmp_path: Path) -> None:
    listed = httpx.get(
        f"{sandbox.url}/api/v2/license/users",
        headers={"Authorization": "Bearer fixed-token"},
    ).json()
    ids = [user["id"] for user in listed["entities"]][:8]
    use = (
        "import sys, pathlib, worker_processes as w\n"
        "if __name__ == '__main__':\n"
        "    print(len(w.read_all(sys.argv[2:], pathlib.Path(sys.argv[1]))))\n"
    )
    (tmp_path / "use.py").write_text(use, "utf-8")
    command = (tmp_path / "use.py", tmp_path / "store", *ids)
    assert start(sandbox, ROOT / "generated", *command) == "8\n"
    assert sandbox.log.counts.grants == {"client_credentials": 1}


def test_from_vendor_sdk(load: Load, sandbox: RunningSandbox) -> None:
    users = [
        {"id": "u1", "licenses": ["collaborate", "other"]},
        {"id": "u2", "licenses": ["other"]},
    ]
    body = {"entities": users, "pageCount": 1}
    sandbox.script("license.get_license_users", ScriptedResponse(status=200, body=body))
    with GenesysCloud() as client:
        holders = load("from_vendor_sdk").holders(client, "collaborate")
        assert list(holders) == ["u1"]


def test_resume_download(wider: RunningSandbox, specs: Path, tmp_path: Path) -> None:
    wider.storage.cut_after = [10_000]
    path = tmp_path / "export.csv"
    client, command = specs.parent / "client", EXAMPLES / "resume_download.py"
    list_id = wider.ids.make("contactlist", 1)
    assert start(wider, client, command, list_id, path) == (
        f"{path.stat().st_size} bytes\n"
    )
    assert [path.read_bytes()] == list(wider.storage.files.values())
    assert wider.storage.ranges == ["bytes=10000-"]


def test_the_readme_shows_the_demo(sandbox: RunningSandbox) -> None:
    shown = (ROOT / "README.md").read_text("utf-8").partition("`make demo` prints:")[2]
    expected = shown.split("```text\n")[1].split("```")[0]
    assert start(sandbox, ROOT / "generated", EXAMPLES / "demo.py") == expected


def test_details_job(
    wider: RunningSandbox, specs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = wider.clock._source()
    monkeypatch.setattr(wider.clock, "_source", lambda: now)
    use = (
        "import os, details_job, genesys_cloud, httpx\n"
        "waits = []\n"
        "def sleep(seconds):\n"
        "    waits.append(seconds)\n"
        "    admin = os.environ['GENESYS_CLOUD_BASE_URL'] + '/_sandbox'\n"
        "    httpx.post(admin, json={'advance': seconds}).raise_for_status()\n"
        "with genesys_cloud.GenesysCloud() as client:\n"
        "    day = '2026-01-31T00:00:00Z/P1D'\n"
        "    found = list(details_job.conversations(client, day, sleep))\n"
        "print(len(found), waits)\n"
    )
    out = start(wider, specs.parent / "client", "-c", use)
    assert out == "60 [1.0, 1.5, 2.25]\n"
