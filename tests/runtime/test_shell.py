"""The command line of the committed client, over a transport in the process."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest

from genesys_cloud import api
from genesys_cloud._platform import PLATFORM
from genesys_cloud._runtime.operation import Operation, path, query
from genesys_cloud._runtime.shell.command_line import CommandLine
from tests.runtime.test_settings import ROOT

LIST_USERS = "license.get_license_users"
GET_USER = "license.get_license_user"
INFER = "license.post_license_infer"
GENERATED = ROOT / "generated"

Run = Callable[..., tuple[int, str, str]]


class Server:
    """Handler of requests, which records them."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self.respond: Callable[[httpx.Request], httpx.Response] = lambda _: (
            httpx.Response(200, json={"id": "é"})
        )

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self.respond(request)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def run(server: Server, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line; return exit code, output and errors."""
    settings: dict[str, Any] = {
        "access_token": "sesame",
        "region": "eu-west-1",
        "max_retries": 0,
        "transport": httpx.MockTransport(server),
    }

    def run_line(*arguments: str) -> tuple[int, str, str]:
        modules = {"license": "license"}
        line = CommandLine(api.__name__, modules, PLATFORM, settings)
        code = line.run(arguments)
        out, err = capfd.readouterr()
        return code, out, err

    return run_line


@pytest.fixture
def delete(monkeypatch: pytest.MonkeyPatch) -> str:
    """Add an operation that deletes, which the committed client has not."""
    operation: Operation[None] = Operation(
        "LicenseAPI.deleteThing", "DELETE", "/api/v2/things", [], []
    )
    module = import_module(f"{api.__name__}.license")
    monkeypatch.setattr(module, "_op_delete_thing", operation, False)
    return "license.delete_thing"


def type_in(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_response_is_printed_as_json(run: Run, server: Server) -> None:
    code, out, err = run("call", LIST_USERS, "--page-size", "10")
    assert (code, json.loads(out), err) == (0, {"id": "é"}, "")
    assert server.requests[0].url.query == b"pageSize=10"


def test_all_prints_the_items_of_all_pages(run: Run, server: Server) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        number = request.url.params.get("pageNumber", "1")
        return httpx.Response(
            200, json={"entities": [{"id": number, "new": 1}], "pageCount": 2}
        )

    server.respond = respond
    code, out, _ = run("call", LIST_USERS, "--all")
    assert code == 0
    items = [json.loads(line) for line in out.splitlines()]
    assert items == [{"id": "1", "new": 1}, {"id": "2", "new": 1}]
    code, _, err = run("call", GET_USER, "--user-id", "u", "--all")
    assert (code, "no pages" in err) == (2, True)


@pytest.mark.parametrize("form", ["inline", "file", "standard input"])
def test_bodies(
    run: Run,
    server: Server,
    form: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "body.json").write_bytes(b'["a", "b"]')
    type_in(monkeypatch, b'["a", "b"]')
    given = {"inline": '["a", "b"]', "file": f"@{tmp_path}/body.json"}.get(form, "-")
    server.respond = lambda _: httpx.Response(200, json=["x"])
    code, out, _ = run("call", INFER, "--body", given)
    assert (code, json.loads(out)) == (0, ["x"])
    assert json.loads(server.requests[0].content) == ["a", "b"]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "required"),
        (["call", "license.get_license_usrs"], "Did you mean 'license.get_license_u"),
        (["call", "licence.get_license_users"], "Did you mean 'license'?"),
        (["call", LIST_USERS, "--page-sise", "1"], "Did you mean --page-size?"),
        (["call", LIST_USERS, "--page-size", "ten"], "must be int or float, not str"),
        (["call", GET_USER], "user_id"),
        (["call", INFER, "--body", "[1"], "body must be JSON"),
        (["call", INFER, "--body", "@missing.json"], "cannot read missing.json"),
        (["call", INFER, "--body", "[1]"], "must be str, not int"),
        (["call", LIST_USERS, "-o", "missing/file"], "an existing directory"),
        (["call", LIST_USERS, "--region", "nowhere"], "region"),
        (["completion", "csh"], "csh"),
    ],
)
def test_wrong_usage_is_2_and_sends_nothing(
    run: Run, server: Server, arguments: list[str], text: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out, server.requests) == (2, "", [])
    assert text in err


def test_a_refused_call_is_3(run: Run, server: Server) -> None:
    server.respond = lambda _: httpx.Response(404, json={"code": "not.found"})
    code, out, err = run("call", GET_USER, "--user-id", "u1")
    assert (code, out, "not.found" in err) == (3, "", True)


def test_no_text_controls_the_terminal(
    run: Run, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = {"message": "a\x1b]0;b\x07", "code": "c"}
    server.respond = lambda _: httpx.Response(404, json=message)
    err = run("call", GET_USER, "--user-id", "u1")[2]
    assert "a\\x1b]0;b\\x07" in err
    monkeypatch.setattr(api.license.LicenseAPI.get_license_user, "__doc__", "d\x9be\n")
    for command in (["list"], ["show", GET_USER], ["call", GET_USER, "--help"]):
        out = run(*command)[1]
        assert "d\\x9be" in out
        assert out.replace("\n", "").isprintable()


def test_a_refused_login_is_3(
    server: Server, capfd: pytest.CaptureFixture[str]
) -> None:
    server.respond = lambda _: httpx.Response(401, json={"error": "invalid_client"})
    settings = {
        "client_id": "id",
        "client_secret": "sesame",
        "region": "eu-west-1",
        "transport": httpx.MockTransport(server),
    }
    line = CommandLine(api.__name__, {"license": "license"}, PLATFORM, settings)
    assert line.run(["call", LIST_USERS]) == 3
    assert "sesame" not in "".join(capfd.readouterr())


def test_arrays_are_repeated_or_have_commas(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    operation: Operation[None] = Operation(
        "LicenseAPI.getThings",
        "GET",
        "/api/v2/things/{id}",
        [path("id"), query("ids", "number[]"), query("region", "date-time")],
        [],
    )
    name = f"{api.__name__}.license"
    monkeypatch.setattr(import_module(name), "_op_get_things", operation, False)
    arguments = "--id=a/b --ids 1,2 --ids 3 --argument-region 2025-01-01T00:00:00Z"
    out = run("call", "license.get_things", *arguments.split(), "--dry-run")[1]
    assert json.loads(out)["url"].endswith(
        "/things/a%2Fb?ids=1&ids=2&ids=3&region=2025-01-01T00%3A00%3A00.000Z"
    )


def test_no_response_is_4(run: Run, server: Server) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    server.respond = respond
    code, out, err = run("call", LIST_USERS)
    assert (code, out) == (4, "")
    assert err.startswith("genesys-cloud: ")
    assert "Traceback" not in err


def test_dry_run_sends_nothing_and_shows_no_token(run: Run, server: Server) -> None:
    code, out, err = run("call", INFER, "--body", '["a"]', "--dry-run")
    assert (code, server.requests) == (0, [])
    assert "sesame" not in out + err
    assert json.loads(out) == {
        "method": "POST",
        "url": "https://api.mypurecloud.ie/api/v2/license/infer",
        "headers": {"Authorization": "***", "Content-Type": "application/json"},
        "body": ["a"],
    }


@pytest.mark.parametrize(("typed", "sent"), [("y\n", 1), ("n\n", 0), ("", 0)])
def test_delete_asks(
    run: Run,
    server: Server,
    delete: str,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    sent: int,
) -> None:
    type_in(monkeypatch, typed.encode())
    server.respond = lambda _: httpx.Response(204)
    code, out, err = run("call", delete)
    assert (code, out, len(server.requests)) == (0 if sent else 2, "", sent)
    assert "DELETE /api/v2/things? [y/N]" in err
    code, _, err = run("call", delete, "--yes")
    assert (code, err, len(server.requests)) == (0, "", sent + 1)


def test_other_content_goes_to_a_file(run: Run, server: Server, tmp_path: Path) -> None:
    headers = {"Content-Type": "text/csv"}
    server.respond = lambda _: httpx.Response(200, content=b"a,b\xff", headers=headers)
    code, out, err = run("call", LIST_USERS)
    assert (code, out) == (2, "")
    assert "text/csv, not JSON: name a file with -o FILE" in err
    file = tmp_path / "users.csv"
    assert run("call", LIST_USERS, "-o", str(file)) == (0, "", "")
    assert file.read_bytes() == b"a,b\xff"


def test_list_finds_names_paths_and_words(run: Run) -> None:
    everything = run("list")[1].splitlines()
    assert len(everything) == 9
    for text in ("get_license_users", "/api/v2/license/users", "LicenseAPI.getLicen"):
        found = run("list", text)[1].splitlines()
        assert any(line.startswith(f"{LIST_USERS}  GET /api") for line in found)
        assert len(found) < len(everything)
    assert run("list", "definition", "organization")[1].count("\n") == 1


def test_show_prints_arguments_and_responses(run: Run) -> None:
    out = run("show", LIST_USERS)[1]
    assert "--page-size  number in query" in out
    assert "200  UserLicensesEntityListing  successful operation" in out
    out = run("show", "license.post_license_organization")[1]
    assert "--body  LicenseBatchAssignmentRequest as JSON" in out
    assert "200  list[LicenseUpdateStatus]" in out


def test_help_has_the_options_of_an_operation(run: Run) -> None:
    code, out, _ = run("call", LIST_USERS, "--help")
    assert (code, "--page-size VALUE" in out, "--dry-run" in out) == (0, True, True)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([""], "call completion list show"),
        (["completion", "z"], "zsh"),
        (["call", "license.get_license_user"], f"{GET_USER} {LIST_USERS}"),
        (["show", "licens"], None),
        (["call", LIST_USERS, "--page"], "--page-size --page-number"),
        (["call", LIST_USERS, "--dry"], "--dry-run"),
    ],
)
def test_completion(run: Run, words: list[str], found: str | None) -> None:
    code, out, _ = run("complete", "--", *words)
    assert code == 0
    assert len(out.split()) == 9 if found is None else out.split() == found.split()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_the_program(run: Run, shell: str) -> None:
    code, out, _ = run("completion", shell)
    assert code == 0
    assert "genesys-cloud complete -- " in out
    assert "{" not in out.replace("${", "").replace("() {", "")


def test_bash_completes_names(run: Run, tmp_path: Path) -> None:
    script = run("completion", "bash")[1]
    command = tmp_path / "genesys-cloud"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m genesys_cloud "$@"\n')
    command.chmod(0o755)
    asked = (
        f"{script}\nCOMP_WORDS=(genesys-cloud show license.post_license_t)\n"
        'COMP_CWORD=2; _genesys_cloud; echo "${COMPREPLY[@]}"'
    )
    path = f"{tmp_path}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", asked],
        env={**os.environ, "PATH": path, "PYTHONPATH": str(GENERATED)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "license.post_license_toggle\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "genesys_cloud", "list"],
        env={**os.environ, "PYTHONPATH": str(GENERATED)},
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


def test_help_imports_no_api_and_no_client() -> None:
    code = (
        "import sys; from genesys_cloud.__main__ import main\n"
        "sys.argv[1:] = ['--help']; code = main()\n"
        "loaded = {'httpx', 'genesys_cloud.models', 'genesys_cloud.api.license'}\n"
        "assert code == 0 and not loaded & set(sys.modules), loaded & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(GENERATED)},
        check=True,
        capture_output=True,
    )


def test_examples_of_the_documentation(
    run: Run, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "request.json").write_text('{"assignments": []}')
    server.respond = lambda _: httpx.Response(
        200, json={"entities": [], "pageCount": 1}
    )
    page = (ROOT / "docs" / "client.md").read_text("utf-8")
    examples = re.findall(r"^genesys-cloud ([^|>\n]*)", page, re.MULTILINE)
    assert len(examples) == 7
    for example in examples:
        code, _, err = run(*shlex.split(example))
        assert (code, err) == (0, ""), example
