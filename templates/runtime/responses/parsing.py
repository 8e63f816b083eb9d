"""Responses parsed by the status table: a value or an error.

The decoder reads a missing required field as None at no cost, so a check has to find
it. The check covers the response itself and the items of its lists. It goes no deeper,
since other objects are mostly bare references.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast, get_args, get_origin

import msgspec
from msgspec.structs import replace

from ..errors import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    DecodeError,
    RequestInfo,
    ResponseMismatchError,
    error_class,
    status_phrase,
)
from ..json_types import is_array
from ..model import Model, wire_names
from ..operation import ANY_SUCCESS, Call, Response
from ..redaction import redacted_url
from ..transport.messages import HttpResponse, TransportFailure
from .content_type import UNREADABLE, is_blank, is_markup, text_of
from .exactness import is_exact
from .mismatches import Finding, MismatchLog, UndocumentedFinding

if TYPE_CHECKING:
    from .masking import Secrets


class Outcome(msgspec.Struct, frozen=True):
    """Call and its last response.

    Attributes:
        call: Call.
        response: Response of the server.
        url: URL of the request.
        attempts: Number of attempts.
        correlation_header: Response header with the correlation id.
        correlation_field: Field of an error body that replaces a missing header.
        describe: Returns the request without its secrets.
        secrets: Secrets that no error may show.
        is_own: True for a response of the API, not of another host.
    """

    call: Call[Any]
    response: HttpResponse
    url: str
    attempts: int
    correlation_header: str
    correlation_field: str = ""
    describe: Callable[[], RequestInfo] | None = None
    secrets: Secrets | None = None
    is_own: bool = True

    def redacted(self) -> Outcome:
        """Return the outcome with redacted secrets."""
        if self.secrets is None:
            return self
        return replace(self, response=self.secrets.mask_response(self.response))

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # Without the URL, which may be secret.
        return [("call", self.call), ("response", self.response)]

    def __repr__(self) -> str:
        return f"Outcome({self.call!r}, {self.response!r})"

    @property
    def correlation_id(self) -> str | None:
        """Correlation id of the call in the platform's logs, if there is one."""
        names = self.correlation_header, self.correlation_field
        return correlation_id(self.response, *names)

    def context(self) -> dict[str, Any]:
        """Return the attributes of every error with a response."""
        request = None if self.describe is None else self.describe()
        return {
            "operation": self.call.operation.name,
            "method": self.call.operation.method,
            "url": redacted_url(self.url) if request is None else request.url,
            "request": request,
            "attempts": self.attempts,
            "status": self.response.status,
            "headers": self.response.headers,
            "content": self.response.content,
            "correlation_id": self.correlation_id,
        }


def decode(outcome: Outcome, log: MismatchLog | None = None) -> Any:
    """Decode a 2xx response.

    The body has the type of the status. If the status has no documented type, `untyped`
    decodes the body. A mismatch does not prevent decoding: the log reports it.

    Args:
        outcome: The call and its response.
        log: Receives the mismatches; None to ignore them.

    Raises:
        DecodeError: The body, perhaps empty, does not have the type of its status.
        ResponseMismatchError: It does not match, and ``on_mismatch`` is ``raise``.
    """
    response, rows = outcome.response, outcome.call.operation.responses
    row = rows.get(str(response.status)) or rows.get(ANY_SUCCESS)
    findings: list[Finding] = []
    value: Any = None
    strict = False
    content, decoder = response.content, None if row is None else row.decoder
    if row is not None and decoder is not None and content:
        try:
            value = decoder.decode(content)
            strict = is_exact(content, value)
            if not strict:
                from .fallback import decode_exactly

                value, findings = decode_exactly(response, row.type, value)
                strict = True
        except UNREADABLE:
            pass
    if not strict:
        value, findings = _decoded_leniently(outcome, row)
    if log is not None:
        findings += find_missing_fields(value, log.references)
        if findings:
            report(outcome, findings, log)
    return value


def _decoded_leniently(
    outcome: Outcome, row: Response | None
) -> tuple[Any, list[Finding]]:
    # Hardly ever needed.
    from .fallback import Unreadable

    try:
        return _read_leniently(outcome, row)
    except Unreadable as error:
        reason = str(error)
    # It may quote the body, and cut a secret in two.
    outcome = outcome.redacted()
    try:
        _read_leniently(outcome, row)
    except Unreadable as error:
        reason = str(error)
    raise unreadable(outcome, reason)


def _read_leniently(
    outcome: Outcome, row: Response | None
) -> tuple[Any, list[Finding]]:
    from .fallback import decode_rejected
    from .untyped import is_plain, read_empty, read_untyped

    operation, response = outcome.call.operation, outcome.response
    if is_blank(response.content):
        return read_empty(operation, response, row)
    if row is None or not row.typed or is_plain(row.type, response):
        return read_untyped(operation, response, row)
    return decode_rejected(response, row.type)


def report(outcome: Outcome, findings: list[Finding], log: MismatchLog) -> None:
    """Report the mismatches of a response.

    Raises:
        ResponseMismatchError: ``on_mismatch`` is ``raise``.
    """
    mismatches = log.add(outcome.call.operation.name, findings)
    if log.mode != "raise" or not mismatches:
        return
    odd = sum(not isinstance(finding, UndocumentedFinding) for finding in findings)
    more = f" and {odd - 1} more" if odd > 1 else ""
    outcome = outcome.redacted()
    raise ResponseMismatchError(
        f"{mismatches[0]}{more}. The call succeeded: with_raw_response returns the"
        ' body, and on_mismatch="warn" decodes it.',
        mismatches=mismatches,
        **outcome.context(),
    )


def unreadable(outcome: Outcome, reason: str) -> DecodeError:
    """Return the error for a 2xx response that cannot be decoded."""
    outcome = outcome.redacted()
    response = outcome.response
    named = f", correlation id {outcome.correlation_id}" * bool(outcome.correlation_id)
    return DecodeError(
        f"{outcome.call.operation.name}: cannot decode the response"
        f" ({status_phrase(response.status)}, "
        f"{response.headers.get('content-type', 'no content type')}{named}): {reason}."
        " The call succeeded: with_raw_response returns the body.",
        **outcome.context(),
    )


def plain_json(content: bytes, content_type: str = "") -> Any:
    """Return a body as plain JSON values, or None if it is not JSON."""
    try:
        return msgspec.json.decode(text_of(content, content_type))
    except UNREADABLE:
        return None


def correlation_id(response: HttpResponse, header: str, field: str) -> str | None:
    """Return the correlation id of a response, or None.

    Args:
        response: The response.
        header: Header with the correlation id; empty for none.
        field: Field of an error body that replaces a missing header, as when a gateway
            has dropped it; empty for none.
    """
    found = response.headers.get(header) if header else None
    if found or not field or response.status < 300:
        return found
    kind = response.headers.get("content-type", "")
    return text_field(plain_json(response.content, kind), field)


def text_field(body: Any, *names: str) -> str | None:
    """Return the first string among some fields of a JSON object."""
    if isinstance(body, dict):
        fields = cast("dict[str, Any]", body)
        for name in names:
            value = fields.get(name)
            if isinstance(value, str) and value:
                return value
    return None


def status_error(
    outcome: Outcome, waits: float | None, note: str = ""
) -> APIStatusError:
    """Return the error for a response other than 2xx.

    `waits` are the seconds that the server asks to wait. `note` is the reason why the
    client did not wait.
    """
    outcome = outcome.redacted()
    call, response = outcome.call, outcome.response
    media = response.headers.get("content-type", "")
    plain = plain_json(response.content, media)
    rows = call.operation.responses
    row = rows.get(str(response.status))
    code = text_field(plain, "code")
    message = text_field(plain, "message", "error_description", "description")
    if message is None and (plain is None or isinstance(plain, str)):
        from .excerpts import redacted_excerpt

        message = redacted_excerpt(response.content, media)
    cls = error_class(response.status)
    words = [status_phrase(response.status)]
    if message:
        words.append(" ".join(message.split())[:500])
    notes = [f"code {code}"] if code else []
    if row is None and any(key != ANY_SUCCESS for key in rows):
        notes.append("undocumented status")
    if outcome.correlation_id:
        notes.append(f"correlation id {outcome.correlation_id}")
    if outcome.attempts > 1:
        notes.append(f"{outcome.attempts} attempts")
    text = f"{call.operation.name}: {': '.join(words)}"
    if notes:
        text += f" ({', '.join(notes)})"
    # A page is what a gateway sends; what the API wants is unknown then.
    advises = outcome.is_own and not is_markup(media, response.content)
    advice = cls.advice if advises else ""
    needs = ""
    if response.status == 403 and call.operation.permissions is not None:
        needs = f"It needs {call.operation.permissions}"
    text += "".join(f". {words}" for words in (note, needs, advice) if words)
    return cls(
        text,
        message=message or status_phrase(response.status),
        code=code,
        body=_error_body(row or rows.get("default"), response, plain),
        documented=row is not None,
        retry_after=waits,
        **outcome.context(),
    )


def connection_error(failure: TransportFailure, who: str, **context: Any) -> APIError:
    """Return the public error of a request without a response."""
    attempts = context["attempts"]
    tried = f" ({attempts} attempts)" if attempts > 1 else ""
    if failure.kind == "content":
        if (response := failure.response) is not None:
            context["status"] = response.status
            context["headers"] = response.headers
            context["content"] = response.content
        return DecodeError(
            f"{who}: cannot decompress the response{tried}: {failure}", **context
        )
    cls = APITimeoutError if failure.kind == "timeout" else APIConnectionError
    what = "timeout" if failure.kind == "timeout" else "connection failed"
    hint = "" if not failure.reached else "; the server may have processed it"
    return cls(
        f"{who}: {what}{tried}: {failure}{hint}", reached=failure.reached, **context
    )


def _error_body(row: Response | None, response: HttpResponse, plain: Any) -> Any:
    if row is None or row.decoder is None or plain is None:
        return plain
    try:
        return row.decoder.decode(response.content)
    except UNREADABLE:
        from .fallback import Unreadable, decode_rejected

        try:
            return decode_rejected(response, row.type)[0]
        except Unreadable:
            return plain


def find_missing_fields(value: object, references: frozenset[str]) -> list[Finding]:
    """Find missing fields of a response, and of the items in its lists.

    Args:
        value: The decoded response.
        references: Names on the wire of the fields that bare references have. An item
            that has no other is one, and lacks nothing.
    """
    found: list[Finding] = []
    if isinstance(value, Model):
        cls = type(value)
        if cls.__present_fields__:
            _check(value, found, ())
        for name, wire_name in _checked_lists(cls):
            items = getattr(value, name)
            if is_array(items):
                _check_items(items, references, found, (wire_name,))
    elif is_array(value):
        _check_items(value, references, found, ())
    return found


@lru_cache(maxsize=1024)
def _checked_lists(cls: type[Model]) -> tuple[tuple[str, str], ...]:
    """Return the fields of lists whose items have required fields, with wire names."""
    return tuple(
        (field.name, field.encode_name)
        for field in msgspec.structs.fields(cls)
        for kind in (field.type, *get_args(field.type))
        if get_origin(kind) is list
        and any(getattr(k, "__present_fields__", ()) for k in _members(kind))
    )


def _members(kind: Any) -> list[Any]:
    """Return the types that the items of a list may have."""
    (item,) = get_args(kind)
    return [item, *get_args(item)]


def _check_items(
    items: list[Any],
    references: frozenset[str],
    found: list[Finding],
    steps: tuple[str, ...],
) -> None:
    lacking = {cls for cls in set(map(type, items)) if _may_lack(cls, items)}
    if not lacking:
        return
    for index, item in enumerate(items):
        if (
            type(item) in lacking
            and _lacks(item)
            and not _is_reference(item, references)
        ):
            _check(item, found, (index, *steps))


def _lacks(item: Model) -> bool:
    return any(getattr(item, name) is None for name in type(item).__present_fields__)


def _may_lack(cls: type[Any], items: list[Any]) -> bool:
    """Return True if an item of a class, or of another one, lacks a required field."""
    if not issubclass(cls, Model):
        return False
    try:
        return any(None in map(attrgetter(n), items) for n in cls.__present_fields__)
    except AttributeError:
        # The items are of several classes.
        return bool(cls.__present_fields__)


def _is_reference(item: Model, references: frozenset[str]) -> bool:
    names = wire_names(type(item))
    given = {wire_name for name, wire_name in names if getattr(item, name) is not None}
    return bool(given) and given <= references


def _check(model: Model, found: list[Finding], steps: tuple[str | int, ...]) -> None:
    cls = type(model)
    for name in cls.__present_fields__:
        if getattr(model, name) is None:
            finding = Finding("a required value", "nothing")
            finding.steps = [dict(wire_names(cls))[name], *steps]
            found.append(finding)
