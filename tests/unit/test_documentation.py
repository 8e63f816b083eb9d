"""What users read is true: examples run and print what they say, names exist.

Each ```python block runs against the committed client, whose requests a handler answers
instead of the network. Blocks of one page share their names; `client` is a new one in
each. Comments behind `print` are what it prints, where a block has any.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

import genesys_cloud
from genesys_cloud import models
from genesys_cloud._platform import PLATFORM

ROOT: Final = Path(__file__).parents[2]
RUN: Final = ("docs/client.md", "README.md", "generated/README.md")
COMPILED: Final = (
    "docs/connecting.md",
    "docs/sandbox.md",
    "tests/cases/rendering/traps/expected/README.md",
)
NAMED: Final = (*RUN, "docs/connecting.md")
FENCE: Final = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
SAID: Final = re.compile(r"^ *print\(.*\)  # (.*)$", re.M)
SPAN: Final = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
CLASS: Final = re.compile(
    r"\*?([A-Z][a-z]+(?:[A-Z0-9][A-Za-z0-9]*)+|API[A-Z][A-Za-z]+)"
)
DOTTED: Final = re.compile(r"([a-z_]+)((?:\.[a-z_]+)+)(?:\(.*\))?")
OTHERS: Final = frozenset(
    {
        # The vendor's, the documents' and the protocols' own.
        *("ApiException", "ApiNullValue", "LicenseApi", "OAuthApi", "OAuthClient"),
        *(
            "PureCloudPlatformClientV2",
            "LicenseAPI",
            "SCIMAPI",
            "OAuthAPI",
            "OAuth",
            "SAML2",
        ),
        *("User-Agent", "Retry-After", "ETag", "client.oauth", "client.toml"),
    }
)
"""Names in prose that are not the client's."""

ERROR: Final = {"code": "not.found", "message": "No such user", "status": 404}
HEADERS: Final = {"ININ-Correlation-Id": "c0ffee"}
USER: Final = "/api/v2/license/users/"


def _page(number: int) -> dict[str, Any]:
    ids = (["u1", "u2"], ["u3"])[number - 1]
    return {"entities": [{"id": name} for name in ids], "pageCount": 2}


def _body(request: httpx.Request) -> Any:
    path, number = request.url.path, request.url.params.get("pageNumber", "1")
    if path == "/oauth/token":
        return {"access_token": "t", "expires_in": 86400}
    if path == "/api/v2/license/users":
        return _page(int(number))
    if path.startswith(USER):
        name = path.removeprefix(USER)
        return {"id": 7} if name == "odd" else {"id": name, "selfUri": "/"}
    if path == "/api/v2/license/infer":
        return ["l1"]
    if path in ("/api/v2/license/organization", "/api/v2/license/definitions"):
        return [{}]
    assert path.startswith(("/api/v2/things", "/api/v2/tokens", "/some/")), path
    return {"id": path.rpartition("/")[2]}


def answer(request: httpx.Request) -> httpx.Response:
    """Answers what the examples ask for."""
    if request.url.host == "files.example.com" or request.url.path.endswith("/media"):
        return httpx.Response(200, content=b"RIFF....W")
    if request.url.path == f"{USER}nobody":
        return httpx.Response(404, json=ERROR, headers=HEADERS)
    return httpx.Response(200, json=_body(request), headers=HEADERS)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No network, no folder and no settings of the machine's."""

    def handle(self: Any, request: httpx.Request) -> httpx.Response:
        request.read()
        return answer(request)

    async def handle_async(self: Any, request: httpx.Request) -> httpx.Response:
        await request.aread()
        return answer(request)

    monkeypatch.setattr(httpx.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async)
    for name in PLATFORM.environment.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(PLATFORM.environment["client_id"], "id")
    monkeypatch.setenv(PLATFORM.environment["client_secret"], "secret")
    monkeypatch.setenv(PLATFORM.environment["region"], "eu-west-1")
    monkeypatch.chdir(tmp_path)


def _text(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def blocks(page: str) -> list[tuple[str, str]]:
    """The name and the source of each block; its lines are those of the page."""
    text = _text(page)
    return [
        (page, "\n" * text.count("\n", 0, found.start(1)) + found[1])
        for found in FENCE.finditer(text)
    ]


@pytest.mark.parametrize("page", RUN)
def test_examples_run(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, Any] = {"__name__": "example"}
    found = blocks(page)
    assert found
    for name, source in found:
        client = genesys_cloud.GenesysCloud(access_token="t", region="eu-west-1")
        names["client"] = client
        with client:
            exec(compile(source, name, "exec"), names)
        printed = capsys.readouterr().out.splitlines()
        said = [comment for comment in SAID.findall(source) if comment]
        assert not said or printed == said, source.strip()


@pytest.mark.parametrize("page", COMPILED)
def test_examples_are_python(page: str) -> None:
    for name, source in blocks(page):
        compile(source, name, "exec")


def spans(page: str) -> Iterator[str]:
    """The code spans of a page's prose."""
    prose = re.sub(r"^```.*?^```$", "", _text(page), flags=re.M | re.S)
    yield from SPAN.findall(prose)


def exists(name: str) -> bool:
    """Whether a class of this name is the client's, Python's or httpx's."""
    homes = (genesys_cloud, models, builtins, httpx)
    return name in OTHERS or any(hasattr(home, name) for home in homes)


@pytest.mark.parametrize("page", NAMED)
def test_classes_in_prose_exist(page: str) -> None:
    named = [found[1] for span in spans(page) if (found := CLASS.match(span))]
    assert [name for name in named if not exists(name)] == []


@pytest.mark.parametrize("page", NAMED)
def test_attributes_in_prose_exist(page: str) -> None:
    heads: dict[str, Any] = {
        "genesys_cloud": genesys_cloud,
        "client": genesys_cloud.GenesysCloud(access_token="t", region="eu-west-1"),
        "error": genesys_cloud.RedirectError("", documented=True),
        "models": models,
    }
    for span in spans(page):
        found = DOTTED.fullmatch(span)
        if found is None or found[1] not in heads or span in OTHERS:
            continue
        value = heads[found[1]]
        for name in found[2].split(".")[1:]:
            assert hasattr(value, name), span
            value = getattr(value, name)


def test_files_that_the_architecture_names_exist() -> None:
    table = _text("docs/architecture.md").partition("## Where to change what")[2]
    paths = re.findall(r"`((?:generator|templates|tests|docs)/[^`]*)`", table)
    assert len(paths) > 20
    assert [path for path in paths if not (ROOT / path).exists()] == []
