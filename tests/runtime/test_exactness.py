"""Values that change by reading and writing are told, and kept as they came."""

from __future__ import annotations

import gzip
import json
import pickle
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from templates.runtime.encoding.json_body import encode_body
from templates.runtime.errors import DecodeError
from templates.runtime.model import NULL
from templates.runtime.operation import Response
from templates.runtime.responses.exactness import is_exact
from tests.runtime.server import Answer, serving
from tests.runtime.test_undocumented_statuses import PET, read
from tests.runtime.tiny import GET_PET, Tiny
from tests.runtime.tiny_models import Owner, Pet


def pet_of(**fields: str) -> tuple[Pet, list[str], bytes]:
    """Read a pet of fields that are JSON texts; return what is told and sent back."""
    written = [f'"{name}":{text}' for name, text in fields.items()]
    pet, told = read(PET, content=b'{"name":"x",%s}' % ",".join(written).encode())
    assert type(pet) is Pet
    return pet, told, encode_body(pet)


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-02T03:04:05.123456789Z",
        "2020-01-02T03:04:59.9999999Z",
        "2020-01-02T03:04:05.0000001+02:00",
        "2020-01-02T03:04:05",
        "2020-01-02T03:04:05.5",
        "2016-12-31T23:59:60Z",
        "2020-01-02T24:00:00Z",
        "2020-01-02T03:04:05+01:00:30",
        "2020-01-02T03:04:05,5Z",
        "0000-01-01T00:00:00Z",
        "+12020-01-02T03:04:05Z",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59.999999-0530",
        "",
    ],
)
@pytest.mark.parametrize("more", [{}, {"id": "5"}, {"new": "1"}])
def test_a_time_that_cannot_be_kept_stays_its_text(
    text: str, more: dict[str, str]
) -> None:
    for _ in range(2):
        pet, told, sent = pet_of(seen=json.dumps(text), **more)
        assert pet.seen == text
        assert "$.seen is string of another format, not date-time" in told
        assert json.loads(sent)["seen"] == text
        assert Pet.from_dict(pet.to_dict() | {"id": "1"}).seen == text
        if "id" not in more:
            assert Pet.from_json(pet.to_json()) == pet


@pytest.mark.parametrize(
    ("text", "sent_back"),
    [
        ("2020-01-02T03:04:05Z", "2020-01-02T03:04:05.000Z"),
        ("2020-01-02T03:04:05.1750000Z", "2020-01-02T03:04:05.175Z"),
        ("2020-01-02T05:04:05.175+02:00", "2020-01-02T03:04:05.175Z"),
        ("0001-01-01T10:00:00+10:00", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"),
        ("2020-01-02T03:04:05.175123Z", "2020-01-02T03:04:05.175123Z"),
        ("2020-01-02T03:04:05.1234Z", "2020-01-02T03:04:05.123400Z"),
        ("2020-01-02T03:04:05.175+00:00", "2020-01-02T03:04:05.175Z"),
    ],
)
def test_the_same_moment_in_other_words_is_fine(text: str, sent_back: str) -> None:
    pet, told, sent = pet_of(seen=json.dumps(text))
    assert isinstance(pet.seen, datetime)
    assert not told
    assert json.loads(sent)["seen"] == sent_back == pet.to_dict()["seen"]


def test_a_zone_where_none_is_documented() -> None:
    naps = '["2020-01-02T03:04:05","2020-01-02T03:04:05Z"]'
    pet, told, sent = pet_of(wakes='"2020-01-02T03:04:05Z"', naps=naps)
    assert pet.wakes == "2020-01-02T03:04:05Z"
    assert pet.naps == [datetime(2020, 1, 2, 3, 4, 5), "2020-01-02T03:04:05Z"]
    assert len(told) == 2
    assert json.loads(sent)["wakes"] == "2020-01-02T03:04:05Z"


@pytest.mark.parametrize(
    "content",
    [
        b'{"name":"a","name":"b"}',
        b'{"name": "a", "name": "b"}',
        b'{"name":"b","name":null}',
        b'{"name":null,"name":"b"}',
        b'{"name":"b","owner":{"pets":[{"id" : null,"name":"c","id":"1"}]}}',
        b'{"name":"a","name":"\\u003a"}',
        b'{"name":"b","owner":null,"friends":[{"name":"c","id":"1","id":"1"}]}',
        b'{"name":"b","extra":{"a":[{"k":1,"k":{"l":1}}]}}',
        b'{"name":"b","new":{"a":1,"a":2}}',
        b'{"name":"b","new":1,"new":2}',
        b'{"name":5,"name":6}',
        b'{"name":"b","owner":{"pets":[],"full-name":"y","pets":[]}}',
        b'{"name":"a","name":"b","seen":"2020-01-02T03:04:05+0200"}',
        b'{"name":"\\u002c","name":"b,"}',
    ],
)
def test_a_key_that_comes_twice_is_told(content: bytes) -> None:
    for _ in range(2):
        pet, told = read(PET, content=content)
        assert type(pet) is Pet
        assert (
            len([text for text in told if "several values, not one value" in text]) == 1
        )


def test_large_bodies_are_looked_through_too() -> None:
    pets = [b'{"name":"a"}'] * 8000
    listing = Response("200", lambda: list[Pet], "")
    for _ in range(10):
        assert not read(listing, content=b"[%s]" % b",".join(pets))[1]
    pets[4000] = b'{"name":null,"name":"b"}'
    value, told = read(listing, content=b"[%s]" % b",".join(pets))
    assert value[4000] == Pet(name="b")
    assert told == ["$[*].name is several values, not one value"]


@pytest.mark.parametrize(
    "content",
    [
        b'{"extra":{"a":12.1234567,"b":0.30000000000000004,"c":4.882655580203651}}',
        b'{"seen":"2020-01-02T03:04:05.1750000Z"}',
        b'{"seen":"2020-01-02T03:04:05.175+00:00"}',
        b'{"id":null,"owner":{"pets":[],"full-name":null}}',
        b'{"id":"192.168.100.200 1.2.3.45678901 a\\u003cb"}',
    ],
)
def test_what_is_kept_is_not_suspected(content: bytes) -> None:
    assert is_exact(content, msgspec.json.decode(content, type=Pet))


@pytest.mark.parametrize(
    "number",
    [
        "0.12345678901234567890",
        "12345678901234567.8",
        "-1234567.123456789012345",
        "1e400",
        "-1E400",
        "1.5e+999",
        "1e-400",
        "-1.5E-0400",
        pytest.param(f"0.{'0' * 400}1", id="zeros"),
        "123456789012345.6789",
    ],
)
def test_a_number_that_cannot_be_kept_stays_its_text(number: str) -> None:
    pet, told, sent = pet_of(extra=f'{{"a":[{number}]}}')
    assert pet.extra_ == {"a": [number]}
    assert told == ["$.extra.a[*] is number with too many digits, not number"]
    assert sent == b'{"name":"x","extra":{"a":[%s]}}' % number.encode()
    assert encode_body(pickle.loads(pickle.dumps(pet))) == sent
    assert pet.to_json().encode() == sent


@pytest.mark.parametrize(
    "number",
    [
        "0.1",
        "-0.0",
        "0.30000000000000004",
        "123456789012345678901234567890",
        "1e5",
        "1e-7",
        "0.0e-400",
        "1577934245000.0",
        "1.5e300",
    ],
)
def test_numbers_that_are_kept_are_not_told(number: str) -> None:
    _, told, sent = pet_of(extra=f'{{"a":{number}}}')
    assert not told
    assert str(json.loads(sent)["extra"]["a"]) == str(json.loads(number))


def test_a_documented_number_keeps_what_is_too_exact_as_its_text() -> None:
    numbers = Response("200", lambda: list[int | float], "")
    values, told = read(numbers, content=b"[0.5, 12345678901234567891, 1e-400]")
    assert values == [0.5, 12345678901234567891, "1e-400"]
    assert told == ["$[*] is number with too many digits, not number"]


def test_an_integer_of_more_digits_than_python_reads() -> None:
    digits = "7" * 5000
    pet, told, sent = pet_of(extra=f'{{"a":{digits}}}')
    assert pet.extra_ == {"a": digits}
    assert told
    assert digits.encode() in sent


@pytest.mark.parametrize(
    "fields",
    [
        {"id": '{"a":"\\ud800"}'},
        {"seen": '"\\ud800"'},
        {"friends": '"\\udfff"'},
        {"extra": '{"\\ud800":1}'},
        {"owner": '{"full-name":"a","pets":[{"name":"b","\\ud800":1}]}'},
        {"naps": '["\\ud800"]'},
        {"\\ud800": "5"},
    ],
)
def test_half_a_surrogate_pair_loses_nothing_else(fields: dict[str, str]) -> None:
    pet, told = read(
        PET,
        content=b'{"name":"x","dateBorn":"2020-01-02",%s}'
        % ",".join(f'"{k}":{v}' for k, v in fields.items()).encode(),
    )
    assert (type(pet), pet.name, str(pet.date_born)) == (Pet, "x", "2020-01-02")
    assert "$ is nearly JSON, not JSON" in told


def test_bytes_that_are_no_text_are_told_in_plain_words() -> None:
    with pytest.raises(DecodeError, match=r"the body is not utf-8 \(byte 9\)"):
        read(PET, content=b'{"name":"\xe4"}')


def _nested(levels: int, name: str) -> bytes:
    outer = b'{"name":"x","owner":{"full-name":"y","pets":[' * levels
    return outer + b'{"name":%s}' % name.encode() + b"]}}" * levels


@pytest.mark.parametrize("levels", [20, 120, 290])
def test_what_differs_is_read_as_deep_as_what_fits(levels: int) -> None:
    assert read(PET, content=_nested(levels, '"z"'))[1] == []
    pet, told = read(PET, content=_nested(levels, "5"))
    for _ in range(levels):
        assert isinstance(pet.owner, Owner)
        pet = pet.owner.pets[0]
    assert repr(pet) == "Pet(name=5)"
    (one,) = told
    assert one.count(".owner.pets[*]") == levels


def test_what_is_nested_deeply_can_be_compared_and_shown() -> None:
    one, same = (read(PET, content=_nested(290, '"z"'))[0] for _ in range(2))
    other, odd = (read(PET, content=_nested(290, name))[0] for name in ('"y"', "5"))
    assert one == same
    assert one not in (other, odd, one.owner)
    assert repr(one).startswith("Pet(name='x', owner=Owner(full_name='y', pets=[Pet(")


@pytest.mark.parametrize("name", ["5", '"z"'])
def test_what_is_too_deep_is_a_clear_error(name: str) -> None:
    with pytest.raises(DecodeError, match="nested too deeply"):
        read(PET, content=_nested(20_000, name))


def test_a_packed_body_of_several_members_is_one() -> None:
    def answer(request: Any) -> Answer:
        halves = gzip.compress(b'{"name":') + gzip.compress(b'"x"}')
        return Answer(200, content=halves, headers={"Content-Encoding": "gzip"})

    with (
        serving(answer) as server,
        Tiny(access_token="t", base_url=server.url) as client,
    ):
        assert client.send(GET_PET("1")) == Pet(name="x")


def test_what_is_read_can_be_written_and_read() -> None:
    given: dict[str, Any] = {
        "name": None,
        "id": NULL,
        "seen": "",
        "wakes": "2020-01-02T03:04:05Z",
        "owner": {"full-name": None, "pets": [{"name": None}, {}]},
        "extra": {"a": None, "b": NULL},
        "friends": [None, {"id": NULL}, NULL],
    }
    pet = Pet.from_dict(given)
    assert (pet.name, pet.id) == (NULL, NULL)
    assert pet.owner is not None
    assert (pet.owner.full_name, pet.owner.pets[0].name) == (NULL, NULL)
    assert repr(pet.owner.pets[1]) == "Pet()"
    assert pet.extra_ == {"a": None, "b": None}
    plain = pet.to_dict()
    assert plain == json.loads(encode_body(pet)) == json.loads(pet.to_json())
    assert plain["friends"] == [None, {"id": None}, None]
    assert plain["owner"] == {"full-name": None, "pets": [{"name": None}, {}]}
    assert Pet.from_dict(plain) == pet


@pytest.mark.parametrize("data", [{"seen": "soon"}, {"id": 5}, {"seen": 5}])
def test_from_dict_refuses_what_is_of_another_type(data: dict[str, Any]) -> None:
    (name,) = data
    with pytest.raises(DecodeError, match=rf"cannot decode Pet: \$\.{name}"):
        Pet.from_dict(data)


def test_a_mapping_that_holds_itself_is_refused() -> None:
    data: dict[str, Any] = {"name": "x"}
    data["extra"] = data
    with pytest.raises(DecodeError, match="contains itself"):
        Pet.from_dict(data)


def test_times_of_models_are_written_in_one_way() -> None:
    pet = Pet(
        name="x",
        seen=datetime(2020, 1, 2, 3, 4, 5, 175_000, tzinfo=UTC),
        wakes=datetime(2020, 1, 2),
    )
    sent = json.loads(encode_body(pet))
    assert sent["seen"] == "2020-01-02T03:04:05.175Z"
    assert pet.to_dict() == sent == json.loads(pet.to_json())
    assert Pet.from_dict(sent) == Pet.from_json(pet.to_json()) == pet
    for model in (
        Pet(name="x", seen=datetime(2020, 1, 2)),
        Pet(name="x", wakes=pet.seen),
    ):
        for write in (model.to_dict, model.to_json):
            with pytest.raises(ValueError, match=r"Pet\.(seen|wakes)"):
                write()
