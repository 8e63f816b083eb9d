"""What is wrong with an argument is said with the names that its caller knows."""

from __future__ import annotations

import pytest

from templates.runtime.model import NULL
from templates.runtime.operation import Operation, Parameter, body, header, path, query

SIZE = "page_size (pageSize in the query)"
IDS = "user_ids{} (userIds in the query)"
TAG = "if_match (If-Match in the headers)"
USER = "user_id (userId in the path)"


def said(*values: object, template: str = "/x", of: tuple[Parameter, ...]) -> str:
    """The message about wrong arguments, once it is known to be all that there is."""
    operation: Operation[None] = Operation("A.op", "GET", template, of, ())
    with pytest.raises((TypeError, ValueError)) as caught:
        operation.with_values(*values)
    error = caught.value
    assert type(error) in (TypeError, ValueError)
    assert error.__cause__ is None
    assert error.__context__ is None
    text = str(error)
    assert text.startswith("A.op")
    return text.removeprefix("A.op").removeprefix(": ").strip()


@pytest.mark.parametrize(
    ("parameter", "value", "start"),
    [
        (query("pageSize", "number"), "3", f"{SIZE} must be "),
        (query("pageSize", "number"), NULL, f"{SIZE} must not be NULL"),
        (query("pageSize", "number"), float("inf"), f"{SIZE} "),
        (query("userIds", "string[]"), "a", f"{IDS.format('')} must be a sequence"),
        (query("userIds", "string[]"), NULL, f"{IDS.format('')} must not be NULL"),
        (query("userIds", "string[]"), ["a", 3], f"{IDS.format('[1]')} must be "),
        (
            query("userIds", "string[]", commas=True),
            [3],
            f"{IDS.format('[0]')} must be ",
        ),
        (
            query("theFilter", "object"),
            3,
            "the_filter (theFilter in the query) must be ",
        ),
        (query("theFilter", "any"), {"a": {3}}, "the_filter (theFilter in the query)"),
        (header("If-Match", "string"), 3, f"{TAG} must be "),
        (header("If-Match", "string"), "a\nb", f"{TAG} must be visible ASCII"),
        (path("userId"), 3, f"{USER} must be "),
        (path("userId"), "..", f"{USER} must not be '..'"),
        (path("userId", "string[]"), [], f"{USER} must not be ''"),
        (path("userId"), None, f"needs {USER}"),
        (query("pageSize", "number", True), None, f"needs {SIZE}"),
        (header("If-Match", "string", True), None, f"needs {TAG}"),
        (body("string", required=True), None, "needs body"),
        (body("string"), 3, "body must be "),
        (query("expand", "string[]"), [3], "expand[0] must be "),
        (query("class", "string", argument="class_"), 3, "class_ (class in the query)"),
        (path("id", argument="key"), "", "key (id in the path) must not be ''"),
        (header("X", "string", argument="tag"), 3, "tag (X in the headers) must be "),
    ],
)
def test_both_names_are_said(parameter: Parameter, value: object, start: str) -> None:
    template = "/{" + parameter.name + "}" if parameter.location == "path" else "/x"
    assert said(value, template=template, of=(parameter,)).startswith(start)


def test_all_that_are_missing_are_named() -> None:
    of = (path("userId"), query("q", "string", True), query("pageSize", "number", True))
    text = said(None, None, None, template="/{userId}", of=of)
    assert text == f"needs {USER}, q, {SIZE}"
