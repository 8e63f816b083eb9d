"""Profiles: a file of named settings that nobody else may read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import platformdirs
import pytest
from msgspec.structs import replace

from templates.runtime.config.profiles import profiles_path
from templates.runtime.errors import ConfigurationError
from tests.runtime.test_settings import token_of
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


VARIABLES = {
    name: f"TINY_{name.upper()}"
    for name in ("profile", "region", "base_url", "access_token", "client_id")
}


@pytest.fixture
def around(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set variables of the environment."""
    platform = replace(PLATFORM, environment=VARIABLES)
    monkeypatch.setattr(Tiny, "_platform", platform)

    def around(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(VARIABLES[name], value)

    return around


def test_the_environments_profile_ranks_last_and_an_arguments_one_first(
    profiles: Path, around: Any
) -> None:
    write(profiles, SOUND)
    around(profile="main")
    assert repr(Tiny()) == "<Tiny of https://api.north.example>"
    assert repr(Tiny(profile="fixed")) == "<Tiny of https://api.my.example>"
    around(region="south-1", access_token="env-token")
    assert repr(Tiny()) == "<Tiny of https://api.south.example>"
    assert token_of(Tiny()) == "env-token"
    assert repr(Tiny(region="north-1")) == "<Tiny of https://api.north.example>"
    assert token_of(Tiny(access_token="mine")) == "mine"
    # An argument says which organisation is meant: nothing around it may change that.
    for named in ({}, {"profile": "main"}, {"profile": "no-such"}):
        around(**named)
        assert repr(Tiny(profile="fixed")) == "<Tiny of https://api.my.example>"
        assert token_of(Tiny(profile="fixed")) == "t0ken"
    url = Tiny.authorize_url("id", "https://me/back", profile="main")
    assert url.startswith("https://login.north.example/")


def test_a_profile_is_chosen_before_the_environment_part_by_part(
    profiles: Path, around: Any
) -> None:
    write(profiles, "[who]\naccess_token = 'theirs'\n[where]\nregion = 'north-1'")
    around(access_token="env-token", base_url="https://env.example")
    # Only the place is the profile's: the token is the first that there is.
    client = Tiny(profile="where")
    assert token_of(client) == "env-token"
    assert repr(client) == "<Tiny of https://api.north.example>"
    client = Tiny(profile="where", access_token="mine", base_url="https://mine.example")
    assert token_of(client) == "mine"
    assert repr(client) == "<Tiny of https://mine.example>"
    client = Tiny(profile="where", access_token="mine")
    assert repr(client) == "<Tiny of https://api.north.example>"
    # The environment has no say in where a profile's credentials go.
    with pytest.raises(ConfigurationError, match="cannot use TINY_BASE_URL of"):
        Tiny(profile="who")


def test_credentials_of_a_profile_go_where_the_profile_says(
    profiles: Path, around: Any
) -> None:
    write(profiles, SOUND)
    around(base_url="https://env.example")
    assert repr(Tiny(profile="main")) == "<Tiny of https://api.north.example>"
    assert repr(Tiny(profile="fixed")) == "<Tiny of https://api.my.example>"
    client = Tiny(profile="fixed", base_url="https://mine.example")
    assert repr(client) == "<Tiny of https://mine.example>"
    assert token_of(client) == "t0ken"
    write(profiles, "[bare]\naccess_token = 'a-secret'")
    with pytest.raises(ConfigurationError, match="cannot use TINY_BASE_URL of"):
        Tiny(profile="bare")
    assert token_of(Tiny(profile="bare", region="north-1")) == "a-secret"


@pytest.mark.parametrize("own", [{"client_id": "another"}, {}])
def test_half_of_the_credentials_is_not_taken_from_a_profile(
    profiles: Path, around: Any, own: dict[str, str]
) -> None:
    write(profiles, SOUND)
    if not own:
        around(client_id="of-env", profile="main")
    place = "the arguments" if own else "the environment"
    with pytest.raises(ConfigurationError, match=f"of {place} comes without") as caught:
        Tiny(**({"profile": "main", **own} if own else {}))
    assert "a-secret" not in str(caught.value)


def test_half_of_the_credentials_in_a_profile_is_told(profiles: Path) -> None:
    write(profiles, "[main]\nclient_secret = 'a-secret'\nregion = 'north-1'")
    with pytest.raises(
        ConfigurationError, match="client_secret of profile 'main' comes without cl"
    ):
        Tiny(profile="main")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[mian]", r"no profile 'main': did you mean 'mian'\? Profiles: mian"),
        ("", "no profile 'main': Profiles: none"),
        ('[main]\nregoin = "x"', r"unknown key 'regoin': did you mean 'region'\?"),
        ('[main]\nxyz = "a-secret"', r"unknown key 'xyz': Keys: client_id"),
        ("[main.gatway]", r"unknown key 'gatway': did you mean 'gateway'\?"),
        ("[main]\nregion = 3", "region must be a non-empty str"),
        ('[main]\nclient_secret = ""', "client_secret must be a non-empty str"),
        ("[main]\ngateway = 'a-secret'", "gateway: must be a table"),
        ("[main.gateway]\nport = 1", "gateway: host is missing"),
        ("[main.gateway]\nhost = 'h'\nport = 'p'", "port must be an int"),
        ("[main.gateway]\nhost = 3", "gateway: host must be a str"),
        ("[main.gateway]\nhost = 'h'\npath = 'p'", "unknown key 'path'"),
        ("client_secret = 'a-secret'", "must be in a profile"),
        ("[main]\nclient_secret = a-secret", r"valid TOML \(line 2, column 17\)"),
        (b"[main]\nregion = '\xff'", "must be TOML in UTF-8"),
        ("x = " + "[" * 100_000, "must be TOML in UTF-8"),
        (
            "[main]\nregion = 'north-1'\ndomain = 'd'",
            "one of region of profile 'main' and",
        ),
        (
            "[main]\naccess_token = 'a-secret'\nclient_id = 'x'",
            "either access_token of profile 'main' or client_id of profile 'main'",
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
    with pytest.raises(
        ConfigurationError, match=r"cannot find .*profiles.toml.*\[main\]"
    ):
        Tiny(profile="main")
    profiles.mkdir()
    with pytest.raises(ConfigurationError):
        Tiny(profile="main")


@pytest.mark.parametrize("name", ["", 7])
def test_a_name_is_a_text(profiles: Path, name: Any) -> None:
    with pytest.raises(ConfigurationError, match="profile must be a non-empty str"):
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
