"""Every operation of a whole drop with the mock transport of its client."""

from __future__ import annotations

import warnings
from collections import Counter

from .client import Whole
from .samples import argument, modelled, sample


def test_every_operation_has_a_response(whole: Whole) -> None:
    testing = whole.module("testing")
    called: Counter[bool] = Counter()
    for api, operation in whole.operations():
        name = f"{api.attribute}.{operation.python_name}"
        row = next((r for r in operation.responses if r.status[0] == "2"), None)
        notation = row.type if row else None
        plain = sample(whole, notation, "answer", depth=2) if notation else None
        value = modelled(whole, notation, plain)
        transport = testing.transport({name: value})
        client = whole.client(transport=transport, on_mismatch="raise")
        values = {
            str(item.python_name): argument(whole, item).value
            for item in operation.parameters
            if item.required
        }
        method = getattr(
            getattr(client, str(api.attribute)), str(operation.python_name)
        )
        with warnings.catch_warnings(), client:
            warnings.simplefilter("ignore", DeprecationWarning)
            assert method(**values) == value, name
        (call,) = transport.calls
        assert call.operation == name
        in_path = {n: values[n] for n in call.path if isinstance(values[n], str)}
        assert {n: call.path[n] for n in in_path} == in_path, name
        called[notation is not None] += 1
    assert called.total() == sum(1 for _ in whole.operations())
    assert called[True] > 1000
