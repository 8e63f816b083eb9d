"""Where a download is written to, and what it is asked by."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from templates.runtime.streaming import destinations
from tests.runtime.conftest import Make
from tests.runtime.server import Answer, serving
from tests.runtime.tiny import Tiny


@pytest.mark.parametrize(
    ("to", "kind", "words"),
    [
        ("", IsADirectoryError, "not a directory"),
        ("folder", IsADirectoryError, "not a directory"),
        ("link", IsADirectoryError, "not a directory"),
        ("new/", IsADirectoryError, "not a directory"),
        ("missing/x", FileNotFoundError, "No such file"),
        ("file/x", NotADirectoryError, "Not a directory"),
        ("pipe", OSError, "regular file"),
        ("x" * 300, OSError, "too long"),
        ("a\0b", ValueError, "null"),
        (7, TypeError, "to must be a str"),
        (b"x", TypeError, "to must be a str"),
    ],
)
def test_a_destination_is_checked_before_anything_is_sent(
    make_client: Make, tmp_path: Path, to: Any, kind: type[Exception], words: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "link").symlink_to("folder")
    os.mkfifo(tmp_path / "pipe")
    where = f"{tmp_path}/{to}" if isinstance(to, str) else to
    with serving(lambda r: Answer(200, content=b"new")) as server:
        client = make_client(base_url=server.url)
        with pytest.raises(kind, match=words):
            client.do("download", "/f", where)
        assert server.requests == []
        assert sorted(os.listdir(tmp_path)) == ["file", "folder", "link", "pipe"]
        client.do("download", "/f", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_folder_that_takes_no_files_is_told(
    make_client: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(dir: Path) -> None:
        raise PermissionError(13, "Permission denied", f"{dir}/tmp123")

    monkeypatch.setattr(destinations, "TemporaryFile", refuse)
    with serving(lambda r: Answer(200, content=b"new")) as server:
        client = make_client(base_url=server.url)
        with pytest.raises(PermissionError, match=r"Permission denied: '.*/f.wav'"):
            client.do("download", "/f", tmp_path / "f.wav")
        assert server.requests == []


def test_a_stream_is_not_read_into_a_folder(tmp_path: Path) -> None:
    with (
        serving(lambda r: Answer(200, content=b"new")) as server,
        Tiny(access_token="t", base_url=server.url) as client,
        client.with_streaming_response.pet.get_pet("1") as answer,
        pytest.raises(IsADirectoryError, match="not a directory"),
    ):
        answer.to_file(tmp_path)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("method", ["download", "upload", "request"])
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/a b", "must not contain ' ': write %20"),
        ("/\u00e9", r"must not contain '\xe9': write %C3%A9"),
        ("/\u20ac", r"must not contain '\u20ac': write %E2%82%AC"),
        ("/a\nb", r"must not contain '\n': write %0A"),
        ("/\ud800", r"must not contain '\ud800': write %ED%A0%80"),
        ("/a\\b", r"must not contain '\\': write %5C"),
    ],
)
def test_a_path_that_has_to_be_encoded_says_so(
    method: str, path: str, words: str
) -> None:
    given = ("GET",) if method == "request" else ()
    more = (b"x",) if method == "upload" else ()
    with (
        Tiny(access_token="t", base_url="http://x") as client,
        pytest.raises(ValueError, match=re.escape(words)),
    ):
        getattr(client, method)(*given, path, *more)


@pytest.mark.parametrize("method", ["download", "upload"])
@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/a?b=\u20ac", r"must not contain '\u20ac': write %E2%82%AC"),
        (" https://h.test/x", "must not contain ' ': write %20"),
        ("https://h\u00f6.test/x", r"must not contain '\xf6'"),
        ("/a/../b", "must not contain the segments . and .."),
        ("/a/%2E%2e/b?x", "must not contain the segments . and .."),
        ("a/b", "must be absolute, or a path of the API that starts with one slash"),
        ("", "must be absolute, or a path of the API that starts with one slash"),
        ("//h.test/x", "must be absolute, or a path of the API"),
        ("https:/h.test/x", "must be absolute, or a path of the API"),
        ("ftp://h.test/x", "must have the scheme https or http, not ftp"),
        (
            "https://u:s3cret@h.test/x",
            "must not contain a user, which would be sent to its host",
        ),
        ("https://h.test:99999/x", "must have a valid host and port"),
        ("https://h.test:x/x", "must have a valid host and port"),
        ("https://[::1/x", "must have a valid host and port"),
        ("https://h.test:0/x", "must have a host, and a port other than 0"),
        ("https:///x", "must have a host, and a port other than 0"),
    ],
)
def test_a_url_that_cannot_be_used_says_why(method: str, url: str, words: str) -> None:
    client = Tiny(access_token="t", base_url="http://127.0.0.1:9", max_retries=0)
    given = (url, b"x") if method == "upload" else (url,)
    with pytest.raises(ValueError, match=r"^url ") as caught:
        getattr(client, method)(*given)
    assert str(caught.value).startswith(f"url {words}")
    assert "s3cret" not in str(caught.value)


def test_an_api_of_https_wants_https() -> None:
    client = Tiny(access_token="t", base_url="https://api.test")
    with pytest.raises(ValueError, match=r"must have the scheme https, not http$"):
        client.download("http://h.test/x")
