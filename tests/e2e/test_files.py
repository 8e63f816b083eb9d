"""Streams, downloads and uploads; presigned URLs never see the token."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.e2e.conftest import Connect
from tests.e2e.sandbox import Cut, Served, Status, redirect

FILE = "ShopAPI.getShopFile"
ITEM = "ShopAPI.getShopItem"
CONTENT = bytes(range(256)) * 2000


def test_an_answer_can_be_streamed(visit: Connect, market: Served) -> None:
    plan = Status(status=200, content=CONTENT)
    market.plan(FILE, plan, times=2)
    view = visit().with_streaming_response.shop
    with view.get_shop_file("1") as answer:
        assert answer.status == 200
        assert answer.correlation_id.startswith("c0ffee-")
        sizes = [len(chunk) for chunk in answer.iter_bytes(100_000)]
    assert sizes == [100_000] * 5 + [12_000]
    with view.get_shop_file("1") as answer:
        assert answer.read() == CONTENT


def test_a_stream_has_lines(visit: Connect, market: Served) -> None:
    content = "one\r\ntwo é\n\nfour".encode()
    kind = {"Content-Type": "text/plain; charset=utf-8"}
    market.plan(FILE, Status(status=200, content=content, headers=kind))
    with visit().with_streaming_response.shop.get_shop_file("1") as answer:
        assert list(answer.iter_lines()) == ["one", "two é", "", "four"]


def test_a_stream_is_tried_again_before_it_begins(
    visit: Connect, market: Served
) -> None:
    market.plan(ITEM, Status(status=503), Cut())
    with visit().with_streaming_response.shop.get_shop_item("1") as answer:
        assert answer.parse().id == "1"
    assert market.log.counts.arrived[ITEM] == 3


def test_an_error_of_a_stream_is_an_error(
    visit: Connect, shop: ModuleType, market: Served
) -> None:
    market.plan(ITEM, Status(status=404, code="gone"))
    with pytest.raises(shop.NotFoundError) as caught:
        visit().with_streaming_response.shop.get_shop_item("1").__enter__()
    assert caught.value.code == "gone"


def test_a_stream_that_breaks_is_an_error(
    visit: Connect, shop: ModuleType, market: Served
) -> None:
    market.plan(ITEM, Cut(when="half"))
    with (
        visit().with_streaming_response.shop.get_shop_item("1") as answer,
        pytest.raises(shop.APIConnectionError),
    ):
        answer.read()


def test_a_stream_need_not_be_read(visit: Connect, market: Served) -> None:
    market.plan(FILE, Status(status=200, content=CONTENT), times=30)
    client = visit()
    for _ in range(30):
        with client.with_streaming_response.shop.get_shop_file("1") as answer:
            assert answer.status == 200
    assert client.shop.get_shop_item("1").id == "1"


def _served(market: Served, host: str) -> None:
    market.storage.files["a"] = CONTENT
    url = f"{getattr(market, host)}/storage/a?Signature=hush"
    market.plan(FILE, redirect(url), times=3)


@pytest.mark.parametrize("to_file", [False, True], ids=["bytes", "file"])
def test_a_download_follows_to_another_host_without_the_token(
    visit: Connect, market: Served, tmp_path: Path, to_file: bool
) -> None:
    _served(market, "other_url")
    client = visit()
    if to_file:
        path = client.download("/api/v2/shop/files/1", tmp_path / "f")
        assert path.read_bytes() == CONTENT
        assert [p.name for p in tmp_path.iterdir()] == ["f"]
    else:
        assert client.download("/api/v2/shop/files/1") == CONTENT
    (arrival,) = market.log.of(FILE)
    assert arrival.headers["authorization"] == "Bearer fixed-token"
    assert market.storage.leaked == []


def test_a_download_that_was_elsewhere_gets_no_token_any_more(
    visit: Connect, shop: ModuleType, market: Served
) -> None:
    market.storage.redirects["hop"] = f"{market.url}/api/v2/shop/items/1"
    market.plan(FILE, redirect(f"{market.other_url}/storage/hop"))
    with pytest.raises(shop.UnauthorizedError):
        visit().download("/api/v2/shop/files/1")
    assert market.storage.leaked == []
    (arrival,) = market.log.of(ITEM)
    assert "authorization" not in arrival.headers


def test_an_upload_follows_nowhere(
    visit: Connect, shop: ModuleType, market: Served
) -> None:
    market.storage.redirects["up"] = f"{market.url}/storage/other"
    with pytest.raises(shop.RedirectError):
        visit().upload(f"{market.other_url}/storage/up", b"x")
    assert market.storage.files == {}


@pytest.mark.parametrize("breaks", [[100_000], [100_000, 50_000], [0, 0, 511_999]])
def test_a_download_goes_on_where_it_broke(
    visit: Connect, market: Served, tmp_path: Path, breaks: list[int]
) -> None:
    market.storage.files["a"] = CONTENT
    market.storage.breaks = list(breaks)
    url = f"{market.other_url}/storage/a"
    path = visit().download(url, tmp_path / "f")
    assert path.read_bytes() == CONTENT
    start = 0
    for size, asked in zip(breaks, market.storage.ranges[-len(breaks) :], strict=False):
        start += size
        if start:
            assert asked == f"bytes={start}-"


def test_a_download_that_changed_in_between_is_whole(
    visit: Connect, shop: ModuleType, market: Served, tmp_path: Path
) -> None:
    market.storage.files["a"] = CONTENT
    market.storage.breaks = [1000, 0, 0, 0, 0]
    url = f"{market.other_url}/storage/a"
    client = visit(max_retries=1)
    with pytest.raises(shop.APIConnectionError):
        client.download(url, tmp_path / "f")
    assert not (tmp_path / "f").exists()
    market.storage.breaks = []
    market.storage.files["a"] = CONTENT[::-1]
    assert client.download(url, tmp_path / "f").read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
def test_an_upload_shows_no_token(
    visit: Connect, market: Served, tmp_path: Path, kind: str
) -> None:
    target = {"url": f"{market.other_url}/storage/up?Signature=x", "headers": {}}
    target["headers"] = {"x-amz-tagging": "a=b"}
    market.plan("ShopAPI.postShopUploads", Status(status=200, body=target))
    client = visit()
    where = client.shop.post_shop_uploads()
    (tmp_path / "f").write_bytes(CONTENT)
    contents: dict[str, Any] = {
        "bytes": CONTENT,
        "path": tmp_path / "f",
        "file": BytesIO(CONTENT),
    }
    answer = client.upload(where.url, contents[kind], headers=where.headers)
    assert answer.status == 200
    assert market.storage.files["up"] == CONTENT
    assert market.storage.leaked == []


def test_binary_answers_are_bytes(visit: Connect, market: Served) -> None:
    kind = {"Content-Type": "application/pdf"}
    market.plan(FILE, Status(status=200, content=b"%PDF\xff\x00", headers=kind))
    raw = visit().with_raw_response.shop.get_shop_file("1")
    assert raw.content == b"%PDF\xff\x00"
    market.plan(FILE, Status(status=200, content=b"%PDF\xff\x00", headers=kind))
    assert visit().download("/api/v2/shop/files/1") == b"%PDF\xff\x00"
