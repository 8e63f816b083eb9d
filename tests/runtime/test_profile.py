"""Profiles: a file of named settings that nobody else may read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from msgspec.structs import replace

from templates.runtime.errors import ConfigurationError
from templates.runtime.profile import profiles_path
from tests.runtime.server import Answer, Request, serving
from tests.runtime.test_settings import CLIENT, ROOT, token_of
from tests.runtime.tiny import PLATFORM, Tiny

SOUND = """
[main]
client_id = "an-id"
client_secret = "a-secret"
region = "north-1"

[fixed]
access_token = "t0ken"
domain = "my.example"

[behind.gateway]
host = "gw.example"
scheme = "http"
port = 8080
login_path = "in"
api_path = "/api"
[behind]
access_token = "t0ken"
"""


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of profiles, which is not there yet."""
    monkeypatch.setattr(
        platformdirs, "user_config_path", lambda name, **_: tmp_path / name
    )
    path = profiles_path("tiny")
    assert path == tmp_path / "tiny" / "profiles.toml"
    path.parent.mkdir()
    return path


def write(path: Path, text: str | bytes, mode: int = 0o600) -> None:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)


def test_the_file_is_where_users_keep_settings() -> None:
    path = profiles_path("tiny-client")
    assert path.name == "profiles.toml"
    assert path.parent == platformdirs.user_config_path("tiny-client", appauthor=False)


@pytest.mark.parametrize(
    ("name", "base_url", "token"),
    [
        ("main", "https://api.north.example", "client_credentials"),
        ("fixed", "https://api.my.example", "t0ken"),
        ("behind", "http://gw.example:8080/api", "t0ken"),
    ],
)
def test_a_profile_has_all_that_a_client_needs(
    profiles: Path, name: str, base_url: str, token: str
) -> None:
    write(profiles, SOUND)
    client = Tiny(profile=name)
    assert repr(client) == f"<Tiny of {base_url}>"
    assert token_of(client) == token


def test_arguments_go_before_the_environment_before_the_profile(
    profiles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(profiles, SOUND)
    variables = {"profile": "TINY_PROFILE", "region": "TINY_REGION"}
    monkeypatch.setattr(Tiny, "_platform", replace(PLATFORM, environment=variables))
    monkeypatch.setenv("TINY_PROFILE", "main")
    assert repr(Tiny()) == "<Tiny of https://api.north.example>"
    assert repr(Tiny(profile="fixed")) == "<Tiny of https://api.my.example>"
    monkeypatch.setenv("TINY_REGION", "south-1")
    assert repr(Tiny()) == "<Tiny of https://api.south.example>"
    assert repr(Tiny(profile="fixed")) == "<Tiny of https://api.south.example>"
    assert repr(Tiny(region="north-1")) == "<Tiny of https://api.north.example>"
    assert token_of(Tiny(access_token="mine")) == "mine"


def test_a_secret_alone_is_taken_from_the_profile(profiles: Path) -> None:
    write(profiles, SOUND)
    tokens = Tiny(profile="main", client_id="another")._core.tokens
    assert tokens.grant is not None
    assert tokens.grant.credentials == CLIENT("another", "a-secret")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[mian]", r"no profile 'main': did you mean 'mian'\? Profiles: mian"),
        ("", "no profile 'main': Profiles: none"),
        ('[main]\nregoin = "x"', r"unknown key 'regoin': did you mean 'region'\?"),
        ('[main]\nxyz = "a-secret"', r"unknown key 'xyz': Keys: client_id"),
        ("[main.gatway]", r"unknown key 'gatway': did you mean 'gateway'\?"),
        ("[main]\nregion = 3", "region is empty, or no text"),
        ('[main]\nclient_secret = ""', "client_secret is empty, or no text"),
        ("[main]\ngateway = 'a-secret'", "gateway: this is a table"),
        ("[main.gateway]\nport = 1", "gateway: host is missing"),
        ("[main.gateway]\nhost = 'h'\nport = 'p'", "port is a number"),
        ("[main.gateway]\nhost = 3", "gateway: host is no text"),
        ("[main.gateway]\nhost = 'h'\npath = 'p'", "unknown key 'path'"),
        ("client_secret = 'a-secret'", "stands outside of a profile"),
        ("[main]\nclient_secret = a-secret", r"no TOML \(line 2, column 17\)"),
        (b"[main]\nregion = '\xff'", "no TOML in UTF-8"),
        ("x = " + "[" * 100_000, "no TOML"),
        (
            "[main]\nregion = 'north-1'\ndomain = 'd'",
            "one of region of profile 'main' and",
        ),
        (
            "[main]\naccess_token = 'a-secret'\nclient_id = 'x'",
            "either access_token of profile 'main', or client_id of profile 'main'",
        ),
    ],
)
def test_what_is_wrong_with_a_profile_is_told(
    profiles: Path, text: str | bytes, message: str
) -> None:
    write(profiles, text)
    with pytest.raises(ConfigurationError, match=message) as caught:
        Tiny(profile="main")
    assert "a-secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_marks_and_line_breaks_of_windows_are_taken(profiles: Path) -> None:
    write(profiles, "\ufeff" + SOUND.replace("\n", "\r\n"))
    assert repr(Tiny(profile="main")) == "<Tiny of https://api.north.example>"


def test_without_a_file_the_place_is_told(profiles: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no .*profiles.toml.*\[main\]"):
        Tiny(profile="main")
    profiles.mkdir()
    with pytest.raises(ConfigurationError):
        Tiny(profile="main")


@pytest.mark.parametrize("name", ["", 7])
def test_a_name_is_a_text(profiles: Path, name: Any) -> None:
    with pytest.raises(ConfigurationError, match="profile is empty, or no text"):
        Tiny(profile=name)


if os.name == "posix":

    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644, 0o666, 0o610])
    def test_a_file_that_others_can_use_is_refused(profiles: Path, mode: int) -> None:
        write(profiles, SOUND, mode)
        with pytest.raises(ConfigurationError, match="chmod 600"):
            Tiny(profile="main")
        profiles.chmod(0o400)
        Tiny(profile="main")

    def test_a_file_of_another_user_is_refused(
        profiles: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(profiles, SOUND)
        mine = profiles.stat().st_uid
        monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
        if mine == 0:  # A file of the administrator may be meant for all.
            Tiny(profile="main")
        else:
            with pytest.raises(ConfigurationError, match="another user"):
                Tiny(profile="main")


def test_the_library_for_places_is_loaded_when_a_profile_is_used() -> None:
    code = (
        "import sys, tests.runtime.tiny as tiny\n"
        "tiny.Tiny(access_token='x', base_url='http://x')\n"
        "assert not {'platformdirs', 'tomllib'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_call_by_profile(make_client: Any, profiles: Path) -> None:
    def respond(request: Request) -> Answer:
        if request.target == "/in/oauth/token":
            return Answer(200, {"access_token": "t0ken"})
        return Answer(200, {"name": request.target})

    with serving(respond) as server:
        port = server.url.rpartition(":")[2]
        write(
            profiles,
            "[main]\nclient_id = 'i'\nclient_secret = 's'\n[main.gateway]\n"
            f"host = '127.0.0.1'\nscheme = 'http'\nport = {port}\n"
            "login_path = '/in'\napi_path = '/v2'\n",
        )
        client = make_client(access_token=None, profile="main")
        assert client.call("get_pet", "1").name == "/v2/pets/1"
