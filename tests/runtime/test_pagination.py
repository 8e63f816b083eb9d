"""Listings page after page: decisions alone, then both clients."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

import genesys_cloud
from genesys_cloud import NULL, RequestOptions
from genesys_cloud._runtime.errors import PagingError
from genesys_cloud._runtime.operation import Operation, Paging, body, query
from genesys_cloud._runtime.pagination import Pages, Paginator

NUMBER = Paging("number", items="entities", parameter="pageNumber", last="page_count")
UNTIL_EMPTY = Paging("number", items="results.entities", parameter="pageNumber")
CURSOR = Paging("cursor", items="entities", parameter="after", next="cursors.after")
LINK = Paging("link", items="entities", next="next_uri")
OFFSET = Paging("offset", items="entities", parameter="startIndex", last="total")
IN_BODY = Paging(
    "number", items="entities", parameter="paging.pageNumber", in_body=True
)


def operation(paging: Paging | None) -> Operation[Any]:
    parameters = [query("pageNumber", "number"), query("after", "string"), body("any")]
    return Operation("ThingAPI.getThings", "GET", "/things", parameters, [], paging)


def paginator(
    paging: Paging, *values: object, resume_from: str | None = None
) -> Paginator:
    given = (*values, *(None for _ in range(3 - len(values))))
    return Paginator(operation(paging).with_values(*given), resume_from)


def page(*items: object, **fields: object) -> SimpleNamespace:
    return SimpleNamespace(entities=list(items), **fields)


def asked(decision: Paginator) -> str | None:
    return None if decision.call is None else decision.call.target


def after(name: str) -> SimpleNamespace:
    return SimpleNamespace(after=name)


@pytest.mark.parametrize(
    ("paging", "given", "pages", "queries"),
    [
        (
            NUMBER,
            (),
            [page("a", page_count=3), page("b", page_count=3), page(page_count=3)],
            ["", "?pageNumber=2", "?pageNumber=3"],
        ),
        (
            NUMBER,
            (2,),
            [page("a", page_count="3"), page("b", page_count=3.0)],
            ["?pageNumber=2", "?pageNumber=3"],
        ),
        # Without a number of pages an empty one is the last.
        (
            NUMBER,
            (),
            [page("a", page_count=None), page(page_count=None)],
            ["", "?pageNumber=2"],
        ),
        (
            UNTIL_EMPTY,
            (),
            [SimpleNamespace(results=page("a")), SimpleNamespace(results=page())],
            ["", "?pageNumber=2"],
        ),
        (
            CURSOR,
            (None, "first"),
            [page("a", cursors=after("x&y")), page("b", cursors=None)],
            ["?after=first", "?after=x%26y"],
        ),
        (
            OFFSET,
            (),
            [page("a", "b", total=3), page("c", total=3)],
            ["", "?startIndex=3"],
        ),
    ],
)
def test_pages_are_asked_for_until_the_last(
    paging: Paging, given: tuple[Any, ...], pages: list[Any], queries: list[str]
) -> None:
    decision = paginator(paging, *given)
    for one, text in zip(pages, queries, strict=True):
        assert asked(decision) == f"/things{text}"
        decision.advance(one)
    assert decision.call is None
    assert decision.resume_token is None


@pytest.mark.parametrize(
    "link",
    [
        "/api/v2/things?pageNumber=2&name=a%20b",
        "https://elsewhere.example/api/v2/things?pageNumber=2&name=a%20b",
    ],
)
def test_a_link_is_followed_on_the_same_host(link: str) -> None:
    pages = paginator(LINK, 1)
    pages.advance(page("a", next_uri=link))
    assert pages.call is not None
    assert pages.call.target == "/api/v2/things?pageNumber=2&name=a%20b"
    pages.advance(page("b", next_uri=""))
    assert pages.call is None


@pytest.mark.parametrize(
    "query", ["flag", "a=%E4&b", "a;b=1", "a=b+c", "a&&b=", "x=%2f", "$filter=a,b"]
)
def test_the_query_of_a_link_is_sent_as_it_came(query: str) -> None:
    pages = paginator(LINK, 1)
    pages.advance(page("a", next_uri=f"/api/v2/things?{query}"))
    assert asked(pages) == f"/api/v2/things?{query}"


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (None, {"paging": {"pageNumber": 2}}),
        (
            {"filter": "x", "paging": {"pageSize": 5}},
            {"filter": "x", "paging": {"pageSize": 5, "pageNumber": 2}},
        ),
    ],
)
def test_the_parameter_may_be_in_the_body(body: Any, sent: Any) -> None:
    pages = paginator(IN_BODY, None, None, body)
    pages.advance(page("a"))
    assert pages.call is not None
    assert json.loads(pages.call.content or b"") == sent


@pytest.mark.parametrize(
    ("paging", "fields"),
    [
        (CURSOR, {"cursors": SimpleNamespace(after="same")}),
        (LINK, {"next_uri": "/things?again"}),
    ],
)
def test_a_cursor_or_link_that_comes_again_is_an_error(
    paging: Paging, fields: dict[str, Any]
) -> None:
    pages = paginator(paging)
    pages.advance(page("a", **fields))
    with pytest.raises(PagingError, match="repeated a"):
        pages.advance(page("b", **fields))


def test_a_page_that_comes_again_is_an_error() -> None:
    pages = paginator(NUMBER)
    pages.advance(page("a", page_count=9))
    with pytest.raises(PagingError, match="the server repeated a page"):
        pages.advance(page("a", page_count=9))


EMPTY: dict[str, tuple[Paging, Any]] = {
    "number": (NUMBER, lambda n: {"page_count": 2000}),
    "cursor": (CURSOR, lambda n: {"cursors": SimpleNamespace(after=f"c{n}")}),
    "link": (LINK, lambda n: {"next_uri": f"/things?c={n}"}),
}


@pytest.mark.parametrize("kind", EMPTY)
def test_items_may_follow_many_empty_pages(kind: str) -> None:
    paging, fields = EMPTY[kind]
    pages = paginator(paging)
    for n in range(999):
        assert pages.advance(page(**fields(n))) == []
    assert pages.advance(page("a", **fields(999))) == ["a"]
    for n in range(1000, 1999):
        assert pages.advance(page(**fields(n))) == []
    assert pages.call is not None


@pytest.mark.parametrize("kind", EMPTY)
def test_a_thousand_empty_pages_in_a_row_are_an_error(kind: str) -> None:
    paging, fields = EMPTY[kind]
    pages = paginator(paging)
    for n in range(999):
        pages.advance(page(**fields(n)))
    with pytest.raises(PagingError, match="1000 empty pages"):
        pages.advance(page(**fields(999)))


def test_the_last_of_a_thousand_empty_pages_ends_the_listing() -> None:
    pages = paginator(CURSOR)
    for n in range(999):
        pages.advance(page(cursors=SimpleNamespace(after=f"c{n}")))
    pages.advance(page(cursors=None))
    assert pages.call is None


@pytest.mark.parametrize("first", [{"after": "c"}, {"resume_from": "c"}])
@pytest.mark.parametrize("items", [[], ["a"]])
def test_the_first_cursor_counts_as_named(first: Any, items: list[str]) -> None:
    given = first.get("after")
    pages = paginator(CURSOR, None, given, resume_from=first.get("resume_from"))
    with pytest.raises(PagingError, match="repeated a"):
        pages.advance(page(*items, cursors=SimpleNamespace(after="c")))


@pytest.mark.parametrize("paging", [NUMBER, CURSOR, LINK, OFFSET, IN_BODY])
def test_a_listing_goes_on_at_its_resume_token(paging: Paging) -> None:
    first = paginator(paging)
    first.advance(
        page(
            "a",
            page_count=9,
            total=9,
            next_uri="/things?x=1",
            cursors=SimpleNamespace(after="c"),
        )
    )
    again = paginator(paging, resume_from=first.resume_token)
    assert again.call is not None
    assert first.call is not None
    assert (again.call.target, again.call.content) == (
        first.call.target,
        first.call.content,
    )


def test_what_is_no_resume_token_is_refused() -> None:
    with pytest.raises(ValueError, match="must be a positive number"):
        paginator(NUMBER, resume_from="abc")


@pytest.mark.parametrize("items", [5, "abc", {"a": 1}])
def test_items_that_are_no_list_are_an_error(items: object) -> None:
    with pytest.raises(PagingError, match="no list of items"):
        paginator(NUMBER).advance(SimpleNamespace(entities=items, page_count=1))


@pytest.mark.parametrize(
    "link",
    [
        "/../../oauth",
        "/a/%2e%2e/oauth",
        "https://elsewhere.example",
        "http://[bad",
        "relative",
        "/a\\b",
    ],
)
def test_a_link_that_could_lead_elsewhere_is_an_error(link: str) -> None:
    pages = paginator(LINK)
    with pytest.raises(PagingError, match="invalid link"):
        pages.advance(page("a", next_uri=link))


def test_a_link_may_begin_with_the_path_of_the_base_url() -> None:
    pages = Paginator(operation(LINK)(), None, "/gateway")
    pages.advance(page("a", next_uri="/gateway/api/things?x=1"))
    assert asked(pages) == "/api/things?x=1"


def test_pages_that_alternate_are_an_error() -> None:
    pages = paginator(UNTIL_EMPTY)
    pages.advance(SimpleNamespace(results=page("a")))
    pages.advance(SimpleNamespace(results=page("b")))
    with pytest.raises(PagingError, match="the server repeated a page"):
        pages.advance(SimpleNamespace(results=page("a")))


@pytest.mark.parametrize("token", ["0", "\u0663", "-1"])
def test_numbers_of_pages_begin_with_one(token: str) -> None:
    with pytest.raises(ValueError, match="must be a positive number"):
        paginator(NUMBER, resume_from=token)


@pytest.mark.parametrize("count", [float("inf"), float("nan"), "9" * 6000])
def test_a_number_of_pages_that_is_none_is_an_error(count: object) -> None:
    with pytest.raises(
        PagingError, match="getThings: the number of pages must be finite"
    ):
        paginator(NUMBER).advance(page(1, page_count=count))


def test_a_resume_token_is_a_text() -> None:
    wrong: Any = 5
    with pytest.raises(TypeError, match=r"getThings: resume_from must be a .* not int"):
        paginator(NUMBER, resume_from=wrong)


def test_an_empty_resume_token_is_the_first_page() -> None:
    assert asked(paginator(LINK, resume_from="")) == "/things"


def test_a_page_is_a_whole_number() -> None:
    with pytest.raises(ValueError, match=r"positive number, not '2\.5'"):
        paginator(NUMBER, 2.5)


class Users:
    """Answers with three pages of users."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number = int(request.url.params.get("pageNumber", "1"))
        self.asked.append(request.url.query.decode())
        ids = [f"{number}{letter}" for letter in "ab"]
        return httpx.Response(
            200,
            json={
                "pageCount": 3,
                "entities": [{"id": name, "licenses": []} for name in ids],
            },
        )


SETTINGS: dict[str, Any] = {"access_token": "t", "base_url": "https://api.example"}


@pytest.fixture
def users() -> Users:
    return Users()


@pytest.fixture
def client(users: Users) -> Iterator[genesys_cloud.GenesysCloud]:
    http = httpx.Client(transport=httpx.MockTransport(users))
    with genesys_cloud.GenesysCloud(**SETTINGS, http_client=http) as made:
        yield made


ALL = ["1a", "1b", "2a", "2b", "3a", "3b"]


@pytest.mark.parametrize(("limit", "calls"), [(0, 0), (1, 1), (2, 1), (3, 2)])
def test_no_page_more_than_the_limit_needs(
    client: genesys_cloud.GenesysCloud, users: Users, limit: int, calls: int
) -> None:
    found = [user.id for user in client.license.iter_license_users(max_items=limit)]
    assert found == ALL[:limit]
    assert len(users.asked) == calls


@pytest.mark.parametrize("limit", [-1, True, 1.5, "3"])
def test_a_limit_is_a_number(client: genesys_cloud.GenesysCloud, limit: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="max_items"):
        client.license.iter_license_users(max_items=limit)


def sizes(users: Users) -> list[list[str]]:
    return [parse_qs(query).get("pageSize", []) for query in users.asked]


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ({}, "100"),
        ({"page_size": 7}, "7"),
        ({"options": RequestOptions(query={"pageSize": 8})}, "8"),
    ],
)
def test_the_default_page_size_gives_way(
    client: genesys_cloud.GenesysCloud, users: Users, arguments: Any, sent: str
) -> None:
    assert len(list(client.license.iter_license_users(**arguments))) == len(ALL)
    assert sizes(users) == [[sent]] * 3


def test_the_default_page_size_gives_way_to_the_clients_own(
    client: genesys_cloud.GenesysCloud, users: Users
) -> None:
    own = client.with_options(query={"pageSize": 9})
    next(iter(own.license.iter_license_users()))
    client.license.get_license_users()
    assert sizes(users) == [["9"], []]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({}, {"paging": {"pageSize": 50}}),
        ({"a": 1, "paging": {}}, {"a": 1, "paging": {"pageSize": 50}}),
        ({"paging": {"pageSize": 7}}, {"paging": {"pageSize": 7}}),
        ({"paging": {"pageSize": None}}, {"paging": {"pageSize": None}}),
        (NULL, None),
        (None, ""),
    ],
)
def test_the_default_page_size_in_a_body(given: Any, sent: Any) -> None:
    paging = Paging("link", size_parameter="paging.pageSize", page_size=50)
    call = operation(paging).with_values(None, None, given)
    client = genesys_cloud.GenesysCloud(access_token="t", base_url="https://api.test")
    content = Pages(client, call, None, None, None)._call.content
    assert (json.loads(content) if content else "") == sent


def test_each_loop_begins_anew(client: genesys_cloud.GenesysCloud) -> None:
    listing = client.license.iter_license_users()
    assert next(iter(listing)).id == ALL[0]
    assert listing.resume_token == "1"
    for _ in range(2):
        assert [user.id for user in listing] == ALL
        assert listing.resume_token is None
        assert len(list(listing.pages())) == 3
    pairs = [(one.id, two.id) for one, two in zip(listing, listing, strict=True)]
    assert pairs == [(name, name) for name in ALL]
    later = client.license.iter_license_users(max_items=3, resume_from="2")
    for _ in range(2):
        assert [user.id for user in later] == ALL[2:5]


@pytest.mark.parametrize("loop", [list, lambda found: list(found.pages())])
def test_after_an_error_one_goes_on_with_the_resume_token(loop: Any) -> None:
    failing = True

    def answer(request: httpx.Request) -> httpx.Response:
        if failing and request.url.params.get("pageNumber") == "2":
            return httpx.Response(403)
        return Users()(request)

    transport = httpx.MockTransport(answer)
    with genesys_cloud.GenesysCloud(**SETTINGS, transport=transport) as client:
        listing = client.license.iter_license_users()
        with pytest.raises(genesys_cloud.ForbiddenError):
            loop(listing)
        failing = False
        assert listing.resume_token == "2"
        rest = client.license.iter_license_users(resume_from=listing.resume_token)
        assert [user.id for user in rest] == ALL[2:]
        assert [user.id for user in listing] == ALL


def test_what_is_not_paged_has_no_iterator() -> None:
    with pytest.raises(TypeError, match="has no pagination"):
        Paginator(operation(None)(), None)
