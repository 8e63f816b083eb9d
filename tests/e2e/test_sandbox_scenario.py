"""Scenarios and scripts of a running sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from generator.diagnostics import Diagnostics
from generator.sandbox import (
    RunningSandbox,
    ScriptedResponse,
    load_scenario,
    run_in_thread,
)
from tests.e2e.conftest import ROOT, SPECS

SCENARIO = ROOT / "tests/cases/sandbox/valid/scenario.toml"


@pytest.fixture
def scripted(sandbox: RunningSandbox) -> Iterator[RunningSandbox]:
    diagnostics = Diagnostics()
    scenario = load_scenario(SCENARIO, sandbox.index, diagnostics)
    assert not diagnostics.items
    with run_in_thread(sandbox.index, scenario=scenario) as found:
        found.auth.fixed.add("fixed-token")
        yield found


def get(sandbox: RunningSandbox, path: str) -> httpx.Response:
    headers = {"Authorization": "Bearer fixed-token"}
    return httpx.get(f"{sandbox.url}/api/v2/license/{path}", headers=headers)


def test_a_scenario_scripts_responses(scripted: RunningSandbox) -> None:
    for _ in range(2):
        responses = [get(scripted, "users/u") for _ in range(5)]
        assert [one.status_code for one in responses] == [200, 404, 404, 200, 200]
        assert responses[0].json() == {"id": "u1", "licenses": [{"id": "l1"}]}
        assert responses[1].json()["code"] == "not.found"
        # The last table has no `times`, so it stays.
        assert responses[4].json() == {"id": 7, "since": "2024-02-29T12:00:00Z"}
        assert responses[4].headers["x-scripted"] == "yes"
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            get(scripted, "definitions").json()
        scripted.reset()
        scripted.auth.fixed.add("fixed-token")


def test_a_scenario_sets_sizes(scripted: RunningSandbox) -> None:
    assert len(get(scripted, "users").json()["entities"]) == 7


def test_a_script_takes_names_of_methods(sandbox: RunningSandbox) -> None:
    sandbox.script("license.get_license_user", ScriptedResponse(status=503), times=2)
    statuses = [get(sandbox, "users/u").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]
    sandbox.script(
        "license.get_license_user",
        ScriptedResponse(status=404),
        ScriptedResponse(status=410),
        times=None,
    )
    statuses = [get(sandbox, "users/u").status_code for _ in range(3)]
    assert statuses == [404, 410, 410]


def test_a_saved_scenario_applies_at_once(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    table = '[[responses]]\noperation = "license.get_license_users"\nstatus = '
    path.write_text(f"{table}404\n", "utf-8")
    saved = tmp_path / "elsewhere" / "scenario.toml"
    saved.parent.mkdir()
    saved.write_text(f"{table}503\n", "utf-8")
    command = [sys.executable, "-m", "generator", "serve", str(SPECS), "--watch"]
    command += ["--quiet", "--format", "json", "--scenario", str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        try:
            url = json.loads(server.stdout.readline())["url"]
            assert status_of(url) == 404
            # At once, so that nobody sees a part of it.
            saved.replace(path)
            while "Restarted" not in server.stderr.readline():
                assert server.poll() is None
            assert status_of(url) == 503
        finally:
            server.terminate()


def status_of(url: str) -> int:
    form = {"grant_type": "client_credentials"}
    granted = httpx.post(f"{url}/oauth/token", data=form, auth=("id", "secret")).json()
    headers = {"Authorization": f"Bearer {granted['access_token']}"}
    return httpx.get(f"{url}/api/v2/license/users", headers=headers).status_code
