"""Bodies of real traffic come and go without loss.

Where ``MDCLIENT_TRAFFIC`` names a folder of recorded bodies, these are read too. The
invented ones have the same shapes: fields that no page knows, references with an ``id``
alone, nulls, and values where the documents name no property.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from .client import Whole
from .samples import fields, sent

EVERY = 25
"""One operation of so many has invented bodies."""


class Traffic(NamedTuple):
    """A body, and the operation that it belongs to."""

    operation: str
    status: int
    body: Any


def recorded(name: str) -> list[dict[str, Any]]:
    """What real clients and servers sent, where it lies beside the project."""
    folder = os.environ.get("MDCLIENT_TRAFFIC")
    if not folder:
        return []
    paths = sorted(Path(folder).glob(name))
    found = [json.loads(path.read_text("utf-8")) for path in paths]
    rows = [
        row for each in found for row in (each if isinstance(each, list) else [each])
    ]
    return [row for row in rows if row["kind"] == "real"]


def responses(whole: Whole) -> Iterator[Traffic]:
    for row in recorded("responses/*.json"):
        yield Traffic(row["operation"], row["status"], row["body"])
    for api, operation in list(whole.operations())[::EVERY]:
        for row in operation.responses:
            if row.status == "200" and row.type in whole.definitions:
                body = strewn(fields(whole, str(row.type), depth=3))
                yield Traffic(f"{api.name}.{operation.name}", 200, body)


def requests(whole: Whole) -> Iterator[Traffic]:
    for row in recorded("requests.json"):
        yield Traffic(row["operation"], 0, row["body"])
    for api, operation in list(whole.operations())[::EVERY]:
        for item in operation.parameters:
            if item.location == "body" and item.type in whole.definitions:
                body = strewn(sent(fields(whole, str(item.type), depth=3)))
                yield Traffic(f"{api.name}.{operation.name}", 0, body)


def strewn(value: Any, depth: int = 0) -> Any:
    """The same with a field that no page knows in every object, and references."""
    if isinstance(value, list):
        return [strewn(item, depth) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: strewn(item, depth + 1) for key, item in value.items()}
    if depth and len(inner) > 3 and "id" in inner:
        inner = {"id": inner["id"]}
    return {**inner, "noPage.knowsIt": [depth, {"id": None}]}


def lost(came: Any, kept: Any, path: str = "$") -> Iterator[str]:
    """The places of what came and was not kept; an absent field may have been null."""
    if isinstance(came, dict) and isinstance(kept, dict):
        for key, item in came.items():
            if item is not None:
                yield from lost(item, kept.get(key), f"{path}.{key}")
    elif isinstance(came, list) and isinstance(kept, list) and len(came) == len(kept):
        for index, (one, other) in enumerate(zip(came, kept, strict=True)):
            yield from lost(one, other, f"{path}[{index}]")
    elif came != kept and not same_time(came, kept):
        yield path


def same_time(one: Any, other: Any) -> bool:
    """Whether two texts are one moment, to the millisecond as it goes out."""
    try:
        times = [datetime.fromisoformat(text) for text in (one, other)]
        return abs((times[0] - times[1]).total_seconds()) < 0.001
    except (TypeError, ValueError):
        return False


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_responses_are_read_without_loss(whole: Whole) -> None:
    answers, log_of = whole.module("_runtime.responses.parsing"), whole.module(
        "_runtime.responses.mismatches"
    )
    incoming = whole.module("_runtime.transport.messages").HttpResponse
    kind = whole.module("_runtime.headers").Headers(
        [(b"content-type", b"application/json")]
    )
    encode = whole.module("_runtime.encoding.json_body").encode_body
    seen = told = 0
    for traffic in responses(whole):
        operation = whole.package.operations.get(traffic.operation)
        if operation is None:
            continue
        call = whole.module("_runtime.operation").Call(operation, operation.path)
        log = log_of.MismatchLog("ignore")
        content = json.dumps(traffic.body).encode()
        answer = incoming(traffic.status, kind, content, 0.1)
        value = answers.decode(answers.Outcome(call, answer, "", 1, ""), log)
        kept = json.loads(encode(value))
        assert [*lost(traffic.body, kept)] == [], traffic.operation
        odd = {mismatch.expected for mismatch in log.counts()}
        if str(traffic.status) in operation.responses:
            assert odd <= {"a required value"}, traffic.operation
        told += bool(log.undocumented_fields())
        seen += 1
    assert seen > 20
    assert told > 10


def test_requests_are_sent_without_loss(whole: Whole) -> None:
    seen = refused = 0
    for traffic in requests(whole):
        operation = whole.package.operations.get(traffic.operation)
        if operation is None:
            continue
        (body,) = (p for p in operation.parameters if p.location == "body")
        complete = operation.method in ("POST", "PUT")
        assert json.loads(body.content(traffic.body, complete=complete)) == traffic.body
        seen += 1
        if body.model is None:
            continue
        many = body.kind.endswith("[]")
        rows = traffic.body if many else [traffic.body]
        try:
            made = [body.model().from_dict(row) for row in rows]
        except whole.package.DecodeError:
            refused += 1  # People send texts for numbers.
            continue
        content = body.content(made if many else made[0])
        assert [*lost(traffic.body, json.loads(content))] == [], traffic.operation
    assert seen > 10
    assert refused <= seen / 20
