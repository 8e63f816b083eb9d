"""The client of hard documents does what they say."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from types import ModuleType
from typing import Any

import httpx
import pytest

Answer = Callable[[httpx.Request], httpx.Response]

NOW = datetime(2025, 3, 4, 5, 6, 7, 89_123, tzinfo=timezone(timedelta(hours=2)))
LITERAL = {"list": ["a"], "datetime": "2025-01-01T00:00:00.000Z", "_type": "t"}


def client_of(package: ModuleType, answer: Answer) -> Any:
    transport = httpx.MockTransport(answer)
    return package.Trap(
        access_token="token",
        base_url="https://api.example",
        max_retries=0,
        rate_limit=None,
        http_client=httpx.Client(transport=transport),
    )


class Recorder:
    """Answers everything alike, and keeps what was asked."""

    def __init__(self, status: int = 200, body: object = None) -> None:
        self.requests: list[httpx.Request] = []
        self._status = status
        self._body = body

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        content = b"" if self._body is None else json.dumps(self._body).encode()
        return httpx.Response(self._status, content=content)

    @property
    def last(self) -> httpx.Request:
        return self.requests[-1]


def test_names_of_the_wire_are_kept(traps: ModuleType) -> None:
    recorder = Recorder(body=[LITERAL])
    answer = client_of(traps, recorder).oauth.list(
        "a/b",
        "c d",
        self_=True,
        class_=["x", "y"],
        options_=0,
        body_="",
        if_match='"tag"',
    )
    url = recorder.last.url
    assert url.raw_path.partition(b"?")[0] == b"/api/a%2Fb/lists/c%20d"
    assert url.params.multi_items() == [
        ("self", "true"),
        ("class", "x"),
        ("class", "y"),
        ("options", "0"),
        ("body", ""),
    ]
    assert recorder.last.headers["if-match"] == '"tag"'
    assert [item.list for item in answer] == [["a"]]


def test_path_parameters_come_in_the_order_of_the_url(traps: ModuleType) -> None:
    recorder = Recorder(body=[])
    client_of(traps, recorder).oauth.list(id="two", from_="one", self_=False)
    assert recorder.last.url.path == "/api/one/lists/two"


def test_an_answer_is_read_by_its_status(traps: ModuleType) -> None:
    number = {"HNO": 3.5}
    post = {"body": [], "since": "yesterday"}
    with pytest.warns(DeprecationWarning, match="Use `putList` instead"):
        made = client_of(traps, Recorder(201, number)).oauth.post_list(**post)
    with pytest.warns(DeprecationWarning, match="postList"):
        fine = client_of(traps, Recorder(200, LITERAL)).oauth.post_list(**post)
    assert isinstance(made, traps.models.Number)
    assert isinstance(fine, traps.models.Literal)
    assert made.hno == 3.5
    assert client_of(traps, Recorder(202)).oauth.list("a", "b", self_=True) is None
    assert client_of(traps, Recorder(204)).oauth.delete_lists() is None


def test_times_go_out_in_utc(traps: ModuleType) -> None:
    recorder = Recorder(body=LITERAL)
    literal = traps.models.Literal(
        list=[],
        datetime=NOW,
        type="t",
        date=date(2025, 3, 4),
        local_time=NOW.replace(tzinfo=None),
    )
    item = traps.models.Number(nested=literal)
    with pytest.warns(DeprecationWarning, match="postList"):
        client_of(traps, recorder).oauth.post_list([item, {"HNO": None}], since=NOW)
    assert recorder.last.url.params["since"] == "2025-03-04T03:06:07.089123Z"
    assert json.loads(recorder.last.content) == [
        {
            "nested": {
                "list": [],
                "datetime": "2025-03-04T03:06:07.089123Z",
                "_type": "t",
                "date": "2025-03-04",
                "localTime": "2025-03-04T05:06:07.089123",
            }
        },
        {"HNO": None},
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        {"body": "abc", "since": "x"},
        {"body": [], "since": NOW.replace(tzinfo=None)},
        {"body": [], "since": 5},
        {"body": [], "since": None},
        {"body": None, "since": "x"},
        {"body": [5], "since": "x"},
    ],
)
def test_a_wrong_argument_is_refused_before_any_traffic(
    traps: ModuleType, arguments: dict[str, Any]
) -> None:
    recorder = Recorder(body=LITERAL)
    client = client_of(traps, recorder)
    with (
        pytest.warns(DeprecationWarning, match="postList"),
        pytest.raises((TypeError, ValueError), match=r"OAuthAPI\.postList"),
    ):
        client.oauth.post_list(**arguments)
    assert recorder.requests == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"from_": 1}, r"from_ \(from in the path\) must be "),
        ({"from_": None}, r"OAuthAPI\.list needs from_ \(from in the path\)"),
        ({"self_": 1}, r"self_ \(self in the query\) must be "),
        ({"class_": ["x", 1]}, r"class_\[1\] \(class in the query\) must be "),
        ({"options_": "1"}, r"options_ \(options in the query\) must be "),
        ({"body_": 1}, r"body_ \(body in the query\) must be "),
        ({"if_match": 1}, r"if_match \(If-Match in the headers\) must be "),
    ],
)
@pytest.mark.parametrize("view", ["", "with_raw_response", "with_streaming_response"])
def test_a_wrong_argument_is_told_by_its_name_in_python(
    traps: ModuleType, arguments: dict[str, Any], said: str, view: str
) -> None:
    recorder = Recorder(body=[LITERAL])
    client = client_of(traps, recorder)
    oauth = (getattr(client, view) if view else client).oauth
    valid = {"from_": "one", "id": "two", "self_": True}
    with pytest.raises(TypeError, match=said):
        oauth.list(**{**valid, **arguments})
    assert recorder.requests == []


def test_a_definition_without_page_is_any_object(traps: ModuleType) -> None:
    recorder = Recorder(body={"any": [1]})
    client = client_of(traps, recorder)
    assert client.oauth.put_list({"x": None}) == {"any": [1]}
    assert json.loads(recorder.last.content) == {"x": None}
    client.oauth.put_list()
    assert recorder.last.content == b""
    client.oauth.put_list(traps.NULL)
    assert recorder.last.content == b"null"


def test_a_model_with_shadowing_fields_works(traps: ModuleType) -> None:
    model = traps.models.Literal
    given = {
        **LITERAL,
        "str": "s",
        "and": True,
        "self": "me",
        "field": {"a": 1},
        "date": "2025-01-02",
        "localTime": "2025-01-02T03:04:05",
        "$ref": [[1], ["x"]],
        "urn:x:User": LITERAL,
        "number": [{"HNO": 1}],
        "untyped": {"deep": [None]},
        "to_dict": "kept",
    }
    literal = model.from_dict(given)
    assert literal.self_ == "me"
    assert literal.urn_x_user.list == ["a"]
    assert literal.number[0].hno == 1
    assert literal.to_dict_ == "kept"
    assert literal.local_time == datetime(2025, 1, 2, 3, 4, 5)
    assert model.from_dict(literal.to_dict()) == literal
    assert model.from_json(literal.to_json()) == literal
    assert pickle.loads(pickle.dumps(literal)) == literal
    assert copy.deepcopy(literal) == literal
    changed = literal.copy_with(str="other")
    assert (changed.str, literal.str) == ("other", "s")
    assert repr(model.from_dict({})) == "Literal()"


def test_the_base_of_all_errors_has_two_names(traps: ModuleType) -> None:
    assert traps.TrapError is traps.APIError
    assert {"APIError", "TrapError"} <= set(dir(traps)) & set(traps.__all__)


def test_arrays_have_commas_where_the_platform_wants_them(traps: ModuleType) -> None:
    recorder = Recorder(body=[])
    client = client_of(traps, recorder)
    client.queue.get_numbers(only=[1, 2.5])
    assert recorder.last.url.params.multi_items() == [("only", "1,2.5")]
    client.queue.get_numbers(only=[])
    assert recorder.last.url.params.multi_items() == []
