"""The mock transport of a generated client, with sync and async clients."""

from __future__ import annotations

import gzip
import subprocess
import sys
import types
from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest

from genesys_cloud import (
    AsyncGenesysCloud,
    GenesysCloud,
    NotFoundError,
    Operation,
    models,
    operations,
    testing,
)
from templates.runtime.testing import MockTransport
from tests.runtime import tiny
from tests.runtime import tiny_models as m
from tests.runtime.conftest import Make
from tests.runtime.test_settings import ROOT

USER = models.LicenseUser(id="u1", licenses=[models.LicenseDefinition(id="l1")])
SETTINGS: dict[str, Any] = {"region": "eu-west-1", "max_retries": 0, "rate_limit": None}

Run = Callable[..., Any]


@pytest.fixture(params=["sync", "asyncio", "trio"])
def run(request: pytest.FixtureRequest) -> Run:
    """Call a method of the license API with a new client over a transport."""

    def run_sync(transport: Any, name: str, *args: Any, **values: Any) -> Any:
        settings = {"access_token": "t", **SETTINGS, **values.pop("settings", {})}
        with GenesysCloud(transport=transport, **settings) as client:
            found = getattr(client.license, name)(*args, **values)
            return list(found) if name.startswith("iter_") else found

    async def run_async(transport: Any, name: str, args: Any, values: Any) -> Any:
        settings = {"access_token": "t", **SETTINGS, **values.pop("settings", {})}
        async with AsyncGenesysCloud(transport=transport, **settings) as client:
            found = getattr(client.license, name)(*args, **values)
            if name.startswith("iter_"):
                return [item async for item in found]
            return await found

    if request.param == "sync":
        return run_sync

    def run_in_loop(transport: Any, name: str, *args: Any, **values: Any) -> Any:
        return anyio.run(
            run_async, transport, name, args, values, backend=request.param
        )

    return run_in_loop


GET_USER = "license.get_license_user"
LIST_USERS = "license.get_license_users"


@pytest.mark.parametrize("key", [GET_USER, operations["LicenseAPI.getLicenseUser"]])
@pytest.mark.parametrize("value", [USER, {"id": "u1", "licenses": [{"id": "l1"}]}])
def test_models_and_plain_data(run: Run, key: Any, value: Any) -> None:
    transport = testing.transport({key: value})
    for _ in range(2):
        assert run(transport, "get_license_user", "u1") == USER
    assert [call.operation for call in transport.calls] == [GET_USER] * 2


def test_a_list_is_one_body(run: Run) -> None:
    definitions = [models.LicenseDefinition(id="a"), {"id": "b"}]
    transport = testing.transport({"license.get_license_definitions": definitions})
    for _ in range(2):
        found = run(transport, "get_license_definitions")
        assert [definition.id for definition in found] == ["a", "b"]


def test_a_sequence_is_several_responses(run: Run) -> None:
    pages = [{"entities": [{"id": name}], "pageCount": 2} for name in "ab"]
    transport = testing.transport({LIST_USERS: testing.Sequence(*pages)})
    found = run(transport, "iter_license_users", page_size=1)
    assert [user.id for user in found] == ["a", "b"]
    assert [call.query for call in transport.calls] == [
        {"page_size": "1"},
        {"page_size": "1", "page_number": "2"},
    ]
    with pytest.raises(
        AssertionError, match="get_license_users was called more than 2"
    ):
        run(transport, "get_license_users")


def test_errors(run: Run) -> None:
    missing = testing.error(404, code="not.found", message="No such user")
    transport = testing.transport({GET_USER: testing.Sequence(missing, USER)})
    with pytest.raises(NotFoundError) as caught:
        run(transport, "get_license_user", "u1")
    assert (caught.value.code, caught.value.message) == ("not.found", "No such user")
    assert run(transport, "get_license_user", "u1") == USER
    with pytest.raises(ValueError, match="from 400 to 599, not 200"):
        testing.error(200)


def test_a_function_takes_the_request(run: Run) -> None:
    def respond(request: httpx.Request) -> object:
        name = request.url.path.rpartition("/")[2]
        if name == "raw":
            return httpx.Response(200, json={"id": "from httpx"})
        return models.LicenseUser(id=name) if name != "odd" else {"id": 7}

    transport = testing.transport({GET_USER: respond})
    assert run(transport, "get_license_user", "u2").id == "u2"
    assert run(transport, "get_license_user", "raw").id == "from httpx"
    with pytest.raises(ValueError, match=r"get_license_user: \$\.id is number"):
        run(transport, "get_license_user", "odd")


def test_calls_have_arguments_and_bodies(run: Run) -> None:
    transport = testing.transport(
        {GET_USER: USER, "license.post_license_infer": ["l1"]}
    )
    run(transport, "get_license_user", "a/b ü")
    run(transport, "post_license_infer", ["r1", "r2"])
    get, post = transport.calls
    assert (get.path, get.query, get.body) == ({"user_id": "a/b ü"}, {}, None)
    assert (post.path, post.body) == ({}, ["r1", "r2"])
    assert post.request.method == "POST"


def test_tokens_are_given_and_revoked(run: Run) -> None:
    transport = testing.transport({GET_USER: USER})
    settings = {"access_token": None, "client_id": "id", "client_secret": "secret"}
    assert run(transport, "get_license_user", "u1", settings=settings) == USER
    assert [call.operation for call in transport.calls] == [GET_USER]


def test_a_base_url_may_have_a_path(run: Run) -> None:
    transport = testing.transport({GET_USER: USER})
    settings = {"region": None, "base_url": "https://proxy.example/genesys"}
    assert run(transport, "get_license_user", "u1", settings=settings) == USER
    assert transport.calls[0].path == {"user_id": "u1"}


def test_a_call_without_a_response_names_the_operation(run: Run) -> None:
    transport = testing.transport({GET_USER: USER})
    with pytest.raises(AssertionError, match=LIST_USERS) as caught:
        run(transport, "get_license_users")
    assert "GET /api/v2/license/users" in str(caught.value)
    assert [call.operation for call in transport.calls] == [LIST_USERS]


def test_an_undocumented_endpoint_is_refused() -> None:
    transport = testing.transport({})
    client = GenesysCloud(access_token="t", transport=transport, **SETTINGS)
    with client, pytest.raises(AssertionError, match="GET /api/v2/x is not a known op"):
        client.request("GET", "/api/v2/x")


OTHER: Operation[Any] = Operation("LicenseAPI.getLicenseUser", "GET", "/x", [], [])


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (
            "license.get_license_usr",
            "'license.get_license_usr' is not an operation of this client."
            f" Did you mean '{GET_USER}'?",
        ),
        (
            "licence.get_license_user",
            "'licence.get_license_user' is not an operation of this client."
            " Did you mean 'license'?",
        ),
        ("?", "'?' is not an operation of this client"),
        (OTHER, "LicenseAPI.getLicenseUser is not an operation of this client"),
        (7, "operation must be an Operation or the name of a method, not int"),
    ],
)
def test_unknown_operations_are_refused_at_once(key: Any, text: str) -> None:
    with pytest.raises((TypeError, ValueError)) as caught:
        testing.transport({key: USER})
    assert str(caught.value) == text


def test_a_request_has_one_response() -> None:
    operation = operations["LicenseAPI.getLicenseUser"]
    text = f"{GET_USER} and {GET_USER} are the same request"
    with pytest.raises(ValueError, match=text):
        testing.transport({GET_USER: USER, operation: USER})


@pytest.mark.parametrize(
    ("key", "value", "kind", "text"),
    [
        (GET_USER, {"id": 7}, ValueError, "$.id is number, not string"),
        (GET_USER, {"licences": []}, ValueError, "$.licences is not documented"),
        (GET_USER, None, ValueError, "$ is null, not LicenseUser"),
        (GET_USER, [USER], ValueError, "$ is array, not LicenseUser"),
        (
            GET_USER,
            # Checkers see the wrong item too.
            models.LicenseUser(id="u1", licenses=["a"]),  # type: ignore[list-item]
            ValueError,
            "$.licenses[0] is string, not LicenseDefinition",
        ),
        (
            GET_USER,
            models.UserLicenses(id="u1"),
            TypeError,
            "$ must be LicenseUser, not UserLicenses",
        ),
        (
            "license.get_license_definitions",
            [models.LicenseDefinition(), USER],
            TypeError,
            "$[1] must be LicenseDefinition, not LicenseUser",
        ),
        (
            GET_USER,
            {"id": object()},
            TypeError,
            "value.id must be a JSON value, not object",
        ),
        (
            GET_USER,
            models.LicenseUser,
            TypeError,
            "value must be a JSON value, not ModelMeta",
        ),
    ],
)
def test_values_of_another_type_are_refused_at_once(
    key: str, value: Any, kind: type[Exception], text: str
) -> None:
    for wrong in (value, testing.Sequence(value)):
        with pytest.raises(kind) as caught:
            testing.transport({key: wrong})
        assert str(caught.value) == f"{key}: {text}"


def test_importing_the_package_does_not_load_it() -> None:
    code = (
        "import sys, genesys_cloud\n"
        "assert 'testing' in genesys_cloud.__all__\n"
        "names = 'genesys_cloud.testing', 'genesys_cloud._runtime.testing', 'httpx'\n"
        "assert not sys.modules.keys() & set(names)\n"
        "assert genesys_cloud.testing.transport({}).calls == []\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT / "generated", check=True)


Fake = Callable[[dict[str, Any]], MockTransport]


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    """Make a transport for the small client of these tests."""
    module = types.ModuleType("tiny_package.pet")
    for method in ("get_pet", "post_pet", "delete_pet", "put_pet"):
        setattr(module, f"_op_{method}", getattr(tiny, method.upper()))
    monkeypatch.setitem(sys.modules, module.__name__, module)

    def make(responses: dict[str, Any]) -> MockTransport:
        return MockTransport(responses, "tiny_package", {"pet": "pet"}, tiny.PLATFORM)

    return make


def test_the_status_is_the_documented_one(make_client: Make, fake: Fake) -> None:
    pet = m.Pet(name="Rex")
    transport = fake({"pet.post_pet": pet, "pet.delete_pet": None})
    client = make_client(base_url="https://x.example", transport=transport)
    made = client.raw("post_pet", pet)
    assert (made.status, made.parse()) == (201, pet)
    assert transport.calls[0].body == {"name": "Rex"}
    assert client.call("delete_pet", "1") is None


@pytest.mark.parametrize(
    ("value", "status"), [(m.Pet(name="Rex"), 200), (m.Listing(), 201), (None, 202)]
)
def test_the_status_is_that_of_the_type(
    make_client: Make, fake: Fake, value: Any, status: int
) -> None:
    transport = fake({"pet.put_pet": value})
    client = make_client(base_url="https://x.example", transport=transport)
    found = client.raw("put_pet", "1")
    assert (found.status, found.parse()) == (status, value)


def test_a_status_without_a_type_takes_no_wrong_value(fake: Fake) -> None:
    with pytest.raises(TypeError, match=r"put_pet: \$ must be Pet, not ErrorBody"):
        fake({"pet.put_pet": m.ErrorBody()})


def test_a_required_field_may_not_be_missing(fake: Fake) -> None:
    with pytest.raises(ValueError, match=r"\$\.name is nothing, not a required value"):
        fake({"pet.get_pet": {"id": "1"}})


def test_arrays_in_the_query_are_lists(make_client: Make, fake: Fake) -> None:
    transport = fake({"pet.get_pet": {"name": "Rex"}})
    client = make_client(base_url="https://x.example", transport=transport)
    client.call("get_pet", "1", expand=["a"])
    client.call("get_pet", "1", expand=["a", "b"])
    assert [call.query["expand"] for call in transport.calls] == [["a"], ["a", "b"]]


@pytest.mark.parametrize("computed", [True, False])
def test_a_response_of_httpx_can_be_sent_again(
    make_client: Make, fake: Fake, computed: bool
) -> None:
    body, headers = gzip.compress(b'{"name":"Rex"}'), {"Content-Encoding": "gzip"}
    response = httpx.Response(200, content=body, headers=headers)
    value = (lambda request: response) if computed else response
    transport = fake({"pet.get_pet": value})
    client = make_client(base_url="https://x.example", transport=transport)
    with httpx.Client(transport=transport) as http:
        for _ in range(2):
            assert client.call("get_pet", "1").name == "Rex"
            with http.stream("GET", "https://x.example/pets/1") as streamed:
                assert b"".join(streamed.iter_raw()) == body
