"""pytest plugin with a sandbox of the documented API.

Every run of pytest loads this module, so it imports nothing but pytest until a test
uses the fixture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import pytest

if TYPE_CHECKING:
    from .sandbox import RecordedRequest, RunningSandbox, SpecIndex

__all__ = ["SandboxCall", "SandboxServer"]

C = TypeVar("C")

_LOGIN = {"access_token", "client_id", "credentials", "profile"}
"""Arguments of clients that say who logs in."""


@dataclass(frozen=True)
class SandboxCall:
    """Request that the sandbox received.

    Attributes:
        operation: Name of the method, such as ``license.get_license_user``; ``token``
            for a token request.
        method: HTTP method.
        path: Path, percent-encoded.
        query: Values of the query by name.
        headers: Headers; names are in lower case.
        content: Body.
        status: Status of the response; 0 if the connection was cut.
    """

    operation: str
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    content: bytes
    status: int

    @property
    def body(self) -> Any:
        """The JSON value of the body; None without a body.

        Raises:
            ValueError: The body is not JSON.
        """
        import json

        return json.loads(self.content) if self.content else None


class SandboxServer:
    """Server with the documented API, in a thread of this process.

    Attributes:
        url: URL of the API and the login host.
        client_id: Id of the OAuth client.
        client_secret: Secret of the OAuth client.
    """

    def __init__(self, sandbox: RunningSandbox) -> None:
        self._sandbox = sandbox
        self.url = sandbox.url
        self.client_id = sandbox.settings.client_id
        self.client_secret = sandbox.settings.client_secret

    def client(self, cls: Callable[..., C], **settings: Any) -> C:
        """Create a client of the sandbox, sync or async.

        Args:
            cls: Class of the client.
            settings: Further arguments. Without them the client has no rate limit, and
                ignores proxies of the environment.
        """
        given: dict[str, Any] = {"rate_limit": None}
        if "http_client" not in settings:
            given["trust_env"] = False
        if not settings.keys() & _LOGIN:
            given |= {"client_id": self.client_id, "client_secret": self.client_secret}
        urls = {"base_url": self.url, "login_url": self.url}
        return cls(**{**given, **urls, **settings})

    @property
    def calls(self) -> list[SandboxCall]:
        """The latest 1,000 requests since the last reset, token requests too."""
        return [_call(one, self._sandbox.index) for one in self._sandbox.log.calls]

    def script(
        self,
        operation: str,
        *,
        status: int | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        delay: str = "0s",
        fault: str = "",
        times: int | None = None,
        check: bool = True,
    ) -> None:
        """Script responses of an operation.

        Args:
            operation: ``license.get_license_user`` or ``LicenseAPI.getLicenseUser``.
            status: HTTP status; None for the documented status of success.
            body: Model, or JSON value; None for one that the sandbox makes up.
            headers: Further headers.
            delay: Time before the response, such as ``50ms``.
            fault: Fault instead of a status and a body, such as ``cut:half``.
            times: Number of responses; None for all until the next reset.
            check: False for a response that the documentation does not have.

        Raises:
            ValueError: The API has no such operation, or the response does not match
                the documentation.
        """
        from .sandbox import make_script

        found = make_script(
            self._sandbox.index,
            operation=operation,
            status=status,
            body=_plain(body),
            headers=dict(headers or {}),
            delay=delay,
            fault=fault,
            times=times,
            check=check,
        )
        self._sandbox.script(found.operation, found.fault, times=found.times)

    def advance(self, seconds: float) -> None:
        """Let time pass at once: for tokens, rate limits and jobs."""
        self._sandbox.clock.advance(seconds)

    def reset(self) -> None:
        """Forget data, tokens, scripts and calls."""
        self._sandbox.reset()


def _call(request: RecordedRequest, index: SpecIndex) -> SandboxCall:
    from urllib.parse import parse_qs

    path, _, query = request.target.partition("?")
    return SandboxCall(
        operation=index.method_name(request.operation),
        method=request.method,
        path=path,
        query=parse_qs(query, keep_blank_values=True),
        headers=dict(request.headers),
        content=request.content,
        status=request.status,
    )


def _plain(value: Any) -> Any:
    """Return the JSON value of a model, or of a value that contains models."""
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {key: _plain(item) for key, item in fields.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Sequence[Any]", value)]
    return value.to_dict() if hasattr(value, "to_dict") else value


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the key of the configuration."""
    text = "pages, generated client or model.json.gz of the fixture mdclient_sandbox"
    group = parser.getgroup("mdclient")
    group.addoption("--mdclient-specs", metavar="DIR", help=text)
    parser.addini("mdclient_specs", text)


@pytest.fixture(scope="session")
def mdclient_sandbox(pytestconfig: pytest.Config) -> Iterator[SandboxServer]:
    """Server with the documented API, on a free port."""
    path = _specs(pytestconfig)
    try:
        from .diagnostics import Diagnostics
        from .pipeline import user_cache
        from .sandbox import read_index, run_in_thread
    except ModuleNotFoundError as error:
        pytest.fail(
            f"mdclient_sandbox needs {error.name}: pip install 'mdclient[sandbox]'",
            pytrace=False,
        )
    diagnostics = Diagnostics()
    with user_cache(diagnostics) as cache:
        index = read_index(path, None, diagnostics, cache)
    if index is None:
        pytest.fail(f"mdclient_sandbox: {diagnostics.render()}", pytrace=False)
    with run_in_thread(index) as sandbox:
        yield SandboxServer(sandbox)


def _specs(config: pytest.Config) -> Path:
    """Return the path of the option, else of the configuration."""
    option: str | None = config.getoption("mdclient_specs")
    if option is not None:
        return config.invocation_params.dir / option
    configured = str(config.getini("mdclient_specs"))
    if not configured:
        pytest.fail(
            "mdclient_sandbox needs pages: pytest --mdclient-specs DIR, or the key "
            "mdclient_specs in the configuration of pytest",
            pytrace=False,
        )
    return (config.inipath or config.rootpath / "_").parent / configured
