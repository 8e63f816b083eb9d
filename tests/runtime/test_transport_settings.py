"""Proxies, certificates and transports, over real connections."""

from __future__ import annotations

import ssl
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest

from templates.runtime import errors
from templates.runtime.errors import APIConnectionError, ConfigurationError
from tests.runtime.conftest import Face, Make
from tests.runtime.proxy import proxying
from tests.runtime.server import Answer, Request, named, serving
from tests.runtime.test_settings import ROOT
from tests.runtime.tiny import AsyncTiny, Tiny

CERTIFICATES = Path(__file__).parent / "certificates"
CA = str(CERTIFICATES / "ca.pem")
CLIENT = str(CERTIFICATES / "client.pem")
APART = (str(CERTIFICATES / "client.crt"), str(CERTIFICATES / "client-locked.key"))
AT: dict[str, Any] = {"access_token": "t", "base_url": "http://127.0.0.1:9"}


def tls(want_client: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "server.pem")
    if want_client:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(CA)
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=CA)


@pytest.fixture(autouse=True)
def no_proxies_around(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class TestProxy:

    def test_a_tunnel_hides_the_token_and_shows_the_password_to_the_proxy_alone(
        self, make_client: Make
    ) -> None:
        basic = "Basic " + b64encode(b"user:pa55word").decode()
        with serving(named, tls()) as server, proxying(basic) as proxy:
            client = make_client(
                base_url=server.url,
                proxy=f"http://user:pa55word@127.0.0.1:{proxy.port}",
                verify=CA,
            )
            assert client.call("get_pet", "1").name == "x"
            assert proxy.lines == [f"CONNECT {server.url.removeprefix('https://')}"]
            assert "authorization" not in proxy.seen[0]
            assert server.requests[0].headers["authorization"] == "Bearer t0ken"
            assert "proxy-authorization" not in server.requests[0].headers

    def test_a_proxy_that_refuses_is_a_connection_error(
        self, make_client: Make
    ) -> None:
        with serving(named, tls()) as server, proxying("Basic x") as proxy:
            client = make_client(
                base_url=server.url,
                proxy=f"http://user:pa55word@127.0.0.1:{proxy.port}",
                verify=CA,
                max_retries=0,
            )
            with pytest.raises(APIConnectionError, match="407") as caught:
                client.call("post_pet", {"name": "x"})
            assert caught.value.reached is False
            assert "pa55word" not in repr(vars(caught.value)) + str(caught.value)
            assert server.requests == []

    @pytest.mark.parametrize(
        "proxy", ["", "proxy:8080", "ftp://p", "http://", 7, "a\nb"]
    )
    @pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
    def test_what_is_no_proxy(self, cls: type[Any], proxy: Any) -> None:
        with pytest.raises(
            ConfigurationError, match=r"proxy must (be a URL|have one of the schemes)"
        ):
            cls(**AT, proxy=proxy)

    def test_socks_needs_a_package(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "socksio", None)
        with pytest.raises(ConfigurationError, match=r"httpx\[socks\]"):
            Tiny(**AT, proxy="socks5://127.0.0.1:9")
        with pytest.raises(ConfigurationError, match="aiohttp does not support"):
            AsyncTiny(**AT, transport="aiohttp", proxy="socks5://127.0.0.1:9")


class TestCertificates:
    @pytest.mark.parametrize("verify", [CA, Path(CA), trusting, False])
    def test_whom_to_trust(self, make_client: Make, verify: Any) -> None:
        given = verify() if callable(verify) else verify
        with serving(named, tls()) as server:
            client = make_client(base_url=server.url, verify=given)
            assert client.call("get_pet", "1").name == "x"

    def test_a_folder_of_authorities(self, make_client: Make, tmp_path: Path) -> None:
        # The name is what `openssl x509 -subject_hash` says of the authority.
        (tmp_path / "3387b84d.0").write_bytes(Path(CA).read_bytes())
        with serving(named, tls()) as server:
            client = make_client(base_url=server.url, verify=tmp_path)
            assert client.call("get_pet", "1").name == "x"

    def test_a_stranger_is_not_trusted(self, make_any: Make) -> None:
        with serving(named, tls()) as server:
            client = make_any(base_url=server.url, max_retries=0)
            with pytest.raises(APIConnectionError) as caught:
                client.call("post_pet", {"name": "x"})
        assert caught.value.reached is False
        assert server.requests == []

    @pytest.mark.parametrize("cert", [CLIENT, Path(CLIENT), (*APART, "pa55word")])
    def test_a_client_shows_its_certificate(self, make_client: Make, cert: Any) -> None:
        with serving(named, tls(want_client=True)) as server:
            client = make_client(base_url=server.url, verify=CA, cert=cert)
            assert client.call("get_pet", "1").name == "x"

    def test_a_client_without_one_is_turned_away(self, make_client: Make) -> None:
        with serving(named, tls(want_client=True)) as server:
            client = make_client(base_url=server.url, verify=CA, max_retries=0)
            with pytest.raises(APIConnectionError):
                client.call("get_pet", "1")
        assert server.requests == []

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            ({"verify": "/nowhere.pem"}, "verify: cannot read the file: No such"),
            ({"verify": __file__}, "verify: the file must contain a certificate"),
            ({"verify": 7.5}, "verify: must be a path"),
            ({"verify": None}, "verify: must be a path"),
            ({"cert": "/nowhere.pem"}, "cert: cannot read the file: No such"),
            ({"cert": CA}, "cert: the file must contain a certificate"),
            ({"cert": (*APART, "wr0ng")}, "cert: the file must contain a certificate"),
            ({"cert": 7}, "cert: must be a path"),
            (
                {"cert": CLIENT, "verify": trusting()},
                "must be loaded into the SSLContext",
            ),
        ],
    )
    @pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
    def test_what_is_no_certificate_is_told_at_construction(
        self, cls: type[Any], settings: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(ConfigurationError, match=message) as caught:
            cls(**AT, **settings)
        assert "wr0ng" not in str(caught.value)


class TestTransports:

    def test_an_error_of_tls_that_comes_late_is_a_connection_error(self) -> None:
        # Where a server asks for a certificate late, httpx lets it through, at times.
        def fail(request: httpx.Request) -> httpx.Response:
            raise ssl.SSLError("alert certificate required")

        settings: dict[str, Any] = {**AT, "max_retries": 0}
        settings["transport"] = httpx.MockTransport(fail)
        with Tiny(**settings) as client:
            with pytest.raises(APIConnectionError, match="certificate req") as caught:
                client.pet.post_pet({"name": "x"})
            assert caught.value.reached is True

    @pytest.mark.parametrize(
        ("settings", "message"),
        [
            (
                {"http_client": object(), "proxy": "http://p"},
                "http_client has its own proxy",
            ),
            ({"http_client": object(), "verify": CA}, "http_client has its own verify"),
            ({"http_client": object(), "cert": CLIENT}, "http_client has its own cert"),
            ({"http_client": object(), "transport": object()}, "has its own transport"),
            (
                {"transport": object(), "proxy": "http://p"},
                "transport has its own proxy",
            ),
            ({"transport": object(), "verify": False}, "transport has its own verify"),
            ({"transport": "curl"}, "transport must be an httpx transport"),
        ],
    )
    @pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
    def test_what_contradicts_itself(
        self, cls: type[Any], settings: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(ConfigurationError, match=message):
            cls(**AT, **settings)

    def test_the_sync_client_has_none_of_that_name(self) -> None:
        settings: dict[str, Any] = {**AT, "transport": "aiohttp"}
        with pytest.raises(
            ConfigurationError, match="transport must be an httpx transport"
        ):
            Tiny(**settings)


@pytest.fixture
def over_aiohttp() -> Any:
    """Make async clients over aiohttp; all are closed in the end."""
    made: list[Face] = []

    def make(**settings: Any) -> Face:
        given = {"access_token": "t0ken", "rate_limit": None, "transport": "aiohttp"}
        made.append(Face("asyncio", **{**given, **settings}))
        return made[-1]

    yield make
    for face in made:
        face.stop()


class TestAiohttp:

    def test_urls_go_out_as_they_are(self, over_aiohttp: Make) -> None:
        odd = "a/b:c@d;e=f+g%20h é~"
        with serving(named) as server:
            over_aiohttp(base_url=server.url).call(
                "get_pet", odd, expand=["x&y", "+ %"]
            )
            httpx_way = Tiny(access_token="t", base_url=server.url)
            httpx_way.pet.get_pet(odd, expand=["x&y", "+ %"])
            httpx_way.close()
        first, second = server.requests
        assert first.target == second.target

    def test_a_proxy_with_a_password(self, over_aiohttp: Make) -> None:
        basic = "Basic " + b64encode(b"user:pa55word").decode()
        with serving(named) as server, proxying(basic) as proxy:
            url = f"http://user:pa55word@127.0.0.1:{proxy.port}"
            client = over_aiohttp(base_url=server.url, proxy=url)
            for _ in range(2):
                assert client.call("get_pet", "1").name == "x"
            assert server.requests[0].headers["authorization"] == "Bearer t0ken"
            assert "proxy-authorization" not in server.requests[0].headers
            wrong = over_aiohttp(
                base_url=server.url, proxy=url.replace("pa55", "pa66"), max_retries=0
            )
            with pytest.raises(errors.APIError, match="407") as caught:
                wrong.call("get_pet", "1")
            assert "pa66" not in str(caught.value)

    def test_proxy_and_certificates(self, over_aiohttp: Make) -> None:
        basic = "Basic " + b64encode(b"user:pa55word").decode()
        with (
            serving(named, tls(want_client=True)) as server,
            proxying(basic) as proxy,
        ):
            client = over_aiohttp(
                base_url=server.url,
                proxy=f"http://user:pa55word@127.0.0.1:{proxy.port}",
                verify=CA,
                cert=CLIENT,
            )
            assert client.call("get_pet", "1").name == "x"
            assert proxy.lines == [f"CONNECT {server.url.removeprefix('https://')}"]
            assert "proxy-authorization" not in server.requests[0].headers

    @pytest.mark.parametrize("retries", [0, 2])
    @pytest.mark.parametrize("name", ["get_pet", "delete_pet"])
    def test_each_repetition_is_counted(
        self, over_aiohttp: Make, name: str, retries: int
    ) -> None:
        # Connections that are used again and then cut: the library would repeat by
        # itself what it takes to be safe.
        answers = [Answer(200, {"name": "x"})]

        def respond(request: Request) -> Answer:
            return answers.pop() if answers else Answer(cut=True)

        with serving(respond) as server:
            client = over_aiohttp(base_url=server.url, max_retries=retries)
            client.client._context.random = lambda: 0.0
            client.call("get_pet", "1")
            with pytest.raises(APIConnectionError) as caught:
                client.call(name, "1")
        assert len(server.requests) == 1 + 1 + retries
        assert caught.value.attempts == 1 + retries
        assert client.client.stats.attempts == len(server.requests)

    def test_downloads_are_not_repeated_behind_our_back(
        self, over_aiohttp: Make
    ) -> None:
        answers = [Answer(200, content=b"x")]

        def respond(request: Request) -> Answer:
            return answers.pop() if answers else Answer(cut=True)

        with serving(respond) as server:
            client = over_aiohttp(base_url=server.url, max_retries=0)
            url = server.url.replace("127.0.0.1", "localhost") + "/f"
            assert client.do("download", url) == b"x"
            with pytest.raises(APIConnectionError):
                client.do("download", url)
        assert len(server.requests) == 2

    @pytest.mark.parametrize(
        "answer",
        [
            Answer(200, content=b"x" * 10, headers={"Content-Encoding": "gzip"}),
            Answer(200, content=b"x" * 10, headers={"Transfer-Encoding": "chunked"}),
            Answer(200, content=b"", headers={"Bad Header\x00": "1"}),
        ],
    )
    def test_nothing_of_the_library_below_comes_out(
        self, over_aiohttp: Make, answer: Answer
    ) -> None:
        with serving(lambda request: answer) as server:
            client = over_aiohttp(base_url=server.url, max_retries=0)
            with pytest.raises(errors.APIError) as caught:
                client.call("get_pet", "1")
        assert caught.value.__cause__ is None

    def test_trio_has_none(self) -> None:
        async def main() -> None:
            async with AsyncTiny(**AT, transport="aiohttp") as client:
                with pytest.raises(
                    ConfigurationError, match="a running asyncio event loop"
                ):
                    await client.pet.get_pet("1")

        anyio.run(main, backend="trio")

    @pytest.mark.parametrize("missing", ["aiohttp", "httpx_aiohttp"])
    def test_without_the_extra_it_is_named_at_construction(self, missing: str) -> None:
        code = (
            f"import sys; sys.modules['{missing}'] = None\n"
            "from tests.runtime.tiny import AsyncTiny\n"
            "try:\n"
            "    values = {'access_token': 't', 'base_url': 'http://x'}\n"
            "    AsyncTiny(**values, transport='aiohttp')\n"
            "except Exception as error:\n"
            "    print(type(error).__name__, error)\n"
        )
        run = [sys.executable, "-c", code]
        said = subprocess.run(run, cwd=ROOT, check=True, capture_output=True, text=True)
        assert said.stdout.startswith("ConfigurationError")
        assert f"the package {missing}:" in said.stdout
        assert 'pip install "tiny[aiohttp]"' in said.stdout
