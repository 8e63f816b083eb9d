"""Which proxy a request goes through, by what the environment says."""

from __future__ import annotations

import os
import sys
import warnings
from pathlib import Path
from typing import Any

import httpx
import pytest

from templates.runtime.errors import ConfigurationError
from templates.runtime.transport.proxies import environment_proxies
from tests.runtime.conftest import Make
from tests.runtime.proxy import proxying
from tests.runtime.server import grant_at, logging_in, named, serving
from tests.runtime.tiny import AsyncTiny, Tiny

AT: dict[str, Any] = {"access_token": "t", "base_url": "http://127.0.0.1:9"}
P = "http://proxy.example:3128"
TLS: dict[str, Any] = {"access_token": "t", "region": "north-1"}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SSL_CERT"):
            monkeypatch.delenv(name)


def chosen(monkeypatch: pytest.MonkeyPatch, url: str, **variables: str) -> str | None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    proxies, left_out = environment_proxies(os.environ, True, False)
    assert left_out == []
    return proxies.choose(httpx.URL(url))


@pytest.mark.parametrize(
    ("no_proxy", "direct", "proxied"),
    [
        (
            "127.0.0.0/8",
            "http://127.9.9.9 http://[::ffff:127.0.0.1]",
            "http://128.0.0.1 http://localhost",
        ),
        ("10.1.2.3/8", "http://10.200.0.1:99/x", "http://11.0.0.1"),
        ("10.0.0.0/255.0.0.0", "http://10.9.9.9", "http://11.0.0.1"),
        ("::1/128", "http://[::1]:8080", "http://[::2] http://127.0.0.1"),
        ("fe80::/10", "http://[fe80::1]", "http://[2001:db8::1]"),
        ("[fe80::/10],[fd00::]/8", "http://[fe80::1] http://[fd12::1]", "http://[::1]"),
        ("::1", "https://[::1]", "https://[::2]"),
        ("[::1]", "https://[::1] http://[0:0::1]:81", "https://[::2]"),
        ("[::1]:8443", "https://[::1]:8443", "https://[::1] https://[::1]:81"),
        ("127.0.0.1:80", "http://127.0.0.1", "https://127.0.0.1 http://127.0.0.1:81"),
        (
            "api.example.com:443",
            "https://api.example.com https://a.api.example.com",
            "http://api.example.com https://api.example.com:8443",
        ),
        (
            "example.com",
            "http://example.com http://a.b.example.com http://EXAMPLE.com.",
            "http://badexample.com http://example.com.evil",
        ),
        (
            ".example.com",
            "http://a.example.com http://example.com",
            "http://badexample.com",
        ),
        ("*.example.com", "http://a.example.com", "http://badexample.com"),
        ("Example.COM.", "http://example.com", "http://example.org"),
        (
            "bücher.example",
            "http://xn--bcher-kva.example http://bücher.example",
            "http://b.example",
        ),
        (
            "http://a.example:8080/x",
            "http://a.example:8080",
            "https://a.example:8080 http://a.example",
        ),
        ("https://u:p@a.example", "https://a.example:9", "http://a.example"),
        ("all://10.0.0.0/8,", "http://10.1.1.1 https://10.1.1.1", "http://1.1.1.1"),
        (
            "  localhost ,\tb.example  c.example,,",
            "http://localhost:1 http://b.example http://c.example",
            "http://d.example",
        ),
        ("a.example, * ", "http://d.example https://1.1.1.1", ""),
        ("", "", "http://d.example https://[::1]"),
    ],
)
@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_exceptions_of_every_form(
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    no_proxy: str,
    direct: str,
    proxied: str,
) -> None:
    monkeypatch.setenv("ALL_PROXY", P)
    for url in direct.split():
        assert chosen(monkeypatch, url, **{name: no_proxy}) is None, url
    for url in proxied.split():
        assert chosen(monkeypatch, url, **{name: no_proxy}) == P, url


def test_variables_and_what_goes_before_what(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen(monkeypatch, "http://a", ALL_PROXY=P) == P
    assert chosen(monkeypatch, "http://a", HTTP_PROXY="http://p1") == "http://p1"
    assert chosen(monkeypatch, "https://a") == P
    assert chosen(monkeypatch, "https://a", https_proxy="p2:1") == "http://p2:1"
    assert chosen(monkeypatch, "http://a", http_proxy=" http://p3/x ") == "http://p3"
    assert chosen(monkeypatch, "http://a", http_proxy="") == P
    strange = "http://us%40er:p@ss:w%2Ford@[::1]:8080"
    expected = "http://us%40er:p%40ss%3Aw%2Ford@[::1]:8080"
    assert chosen(monkeypatch, "https://a", https_proxy=strange) == expected


@pytest.mark.parametrize(
    "entry",
    [
        "10.0.0.0/33",
        "::1/129",
        "example.com/24",
        "10.0.0.0/8/8",
        "10.0.0",
        "192.168.",
        "256.1.1.1",
        "192.168.*",
        "a*b",
        "<local>",
        "a.example:",
        "a.example:http",
        "a.example:70000",
        ":8080",
        "[::1",
        "[::1]x",
        "[a]",
        "ftp://a",
        "http://",
        "a..b",
        "http://[::1",
        "f\x1bo",
        "10.0.0.0/8:80",
    ],
)
@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
def test_an_entry_that_is_none_is_left_out_with_one_warning(
    cls: type[Any], entry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", P)
    monkeypatch.setenv("no_proxy", f"localhost,{entry},127.0.0.0/8")
    with pytest.warns(RuntimeWarning) as caught:
        client = cls(**AT)
    (one,) = caught
    assert str(one.message).startswith(
        f"no_proxy: the client ignores entries: {entry!a}: "
    )
    assert caught[0].filename == __file__
    choose = client._network.proxies.choose
    assert choose(httpx.URL("http://127.8.8.8")) is None
    assert choose(httpx.URL("http://localhost")) is None
    assert choose(httpx.URL("http://a.example")) == P
    # Nobody uses it where there is no proxy.
    monkeypatch.delenv("http_proxy")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cls(**AT)


def test_many_entries_are_left_out_with_one_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", P)
    monkeypatch.setenv("no_proxy", ",".join(["localhost", *["a*b"] * 3, *["c..d"] * 6]))
    with pytest.warns(RuntimeWarning) as caught:
        Tiny(**AT)
    (one,) = caught
    text = str(one.message)
    assert (text.count("'a*b': "), text.count("'c..d': ")) == (3, 2)
    assert text.endswith("; 4 more")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("ftp://u:s3cret@p:1", "'ftp://***@p:1'"),
        ("socks://127.0.0.1:1080/", "'socks://127.0.0.1:1080/'"),
        ("http://u:s3#cret@p", "'http://***@p'"),
        ("u:s3cret@p:x", "'***@p:x'"),
        ("http://[::1", "'http://[::1'"),
        ("http://p:99999", "'http://p:99999'"),
        ("http://p:0", "'http://p:0'"),
        ("http://", "'http://'"),
        ("http:// p", "'http:// p'"),
        ("http://p\n", None),
        ("http://p\x07", r"'http://p\x07'"),
    ],
)
@pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
def test_a_proxy_that_is_none_is_told_at_construction(
    cls: type[Any],
    variable: str,
    value: str,
    shown: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, value)
    for where in (TLS, AT):
        if shown is None:
            cls(**where)
            continue
        with pytest.raises(ConfigurationError, match=f"^{variable}=") as e:
            cls(**where)
        assert f"={shown} " in str(e.value)
    cls(**TLS, trust_env=False)
    monkeypatch.setenv("NO_PROXY", "*")
    cls(**TLS)


def test_a_proxy_that_nobody_uses_costs_a_warning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "ftp://p")
    with pytest.warns(RuntimeWarning, match="^HTTP_PROXY.* the client ignores it"):
        Tiny(**TLS)
    with pytest.raises(ConfigurationError, match="HTTP_PROXY"):
        Tiny(**AT)
    monkeypatch.setenv("HTTP_PROXY", P)
    monkeypatch.setenv("HTTPS_PROXY", P)
    monkeypatch.setenv("ALL_PROXY", "socks://p")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        Tiny(**TLS)


def test_socks_needs_a_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("ALL_PROXY", "socks5://u:s3cret@127.0.0.1:9")
    with pytest.raises(ConfigurationError, match=r"ALL_PROXY.*httpx\[socks\]") as e:
        Tiny(**TLS)
    assert "'socks5://***@127.0.0.1:9'" in str(e.value)
    assert "s3cret" not in str(e.value)
    with pytest.raises(ConfigurationError, match=r"ALL_PROXY.*not support"):
        AsyncTiny(**TLS, transport="aiohttp")


def test_every_call_goes_the_right_way(
    make_any: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(logging_in(named)) as server, proxying() as proxy:
        port = server.url.rpartition(":")[2]
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        # As container tools set it.
        monkeypatch.setenv("NO_PROXY", f"127.0.0.0/8,::1/128,other.test:{port}")
        apart = {"login_url": f"http://localhost:{port}"}
        client = make_any(**grant_at(server.url) | apart)
        assert client.call("get_pet", "1").name == "x"
        assert client.do("download", f"http://127.0.0.1:{port}/f") != b""
        assert proxy.lines == [f"POST http://localhost:{port}/oauth/token"]
        assert client.do("download", f"http://localhost:{port}/f") != b""
        client.do("upload", f"http://localhost:{port}/g", b"x")
        assert [line.rpartition("/")[2] for line in proxy.lines] == ["token", "f", "g"]


def test_the_environment_counts_unless_it_is_not_trusted(
    make_any: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(named) as server, proxying() as proxy:
        monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
        assert make_any(base_url=server.url).call("get_pet", "1").name == "x"
        assert len(proxy.lines) == 1
        client = make_any(base_url=server.url, trust_env=False)
        assert client.call("get_pet", "1").name == "x"
        assert len(proxy.lines) == 1


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
@pytest.mark.parametrize("cls", [Tiny, AsyncTiny])
def test_authorities_that_cannot_be_read_are_told_at_construction(
    cls: type[Any], name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "nowhere"))
    with pytest.raises(ConfigurationError, match=f"^{name}=.*nowhere'"):
        cls(**TLS)
    cls(**TLS, trust_env=False)
    cls(**TLS, verify=False)


def test_what_trust_env_takes() -> None:
    wrong: Any = "no"
    with pytest.raises(ConfigurationError, match="trust_env must be True or False"):
        Tiny(**AT, trust_env=wrong)
    with (
        httpx.Client() as given,
        pytest.raises(ConfigurationError, match="http_client has its own trust_env"),
    ):
        Tiny(**AT, http_client=given, trust_env=False)
    transport = httpx.MockTransport(lambda r: httpx.Response(200, json={"name": "x"}))
    with Tiny(**AT, transport=transport, trust_env=False) as client:
        assert client.pet.get_pet("1").name == "x"
