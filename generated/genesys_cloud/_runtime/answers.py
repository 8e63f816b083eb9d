"""What an answer means: a value by the status table, or an error."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import msgspec

from .absent import missing
from .charsets import UNREADABLE, text_of
from .errors import (
    APIStatusError,
    DecodeError,
    ResponseMismatchError,
    error_class,
    status_phrase,
)
from .exchange import Incoming
from .findings import Finding, UndocumentedFinding
from .logs import shown_url
from .operation import Call, Response
from .request_info import RequestInfo

if TYPE_CHECKING:
    from .mismatches import MismatchLog

_NO_CONTENT = (204, 205)

ANY_SUCCESS = "2xx"
"""Stands in the status table of what the documents do not have at all."""


class Outcome(msgspec.Struct, frozen=True):
    """A call and its last answer.

    Attributes:
        call: What was called.
        answer: What the server said.
        url: Where the request went.
        attempts: How often it was sent.
        correlation_header: The header that names the call in the platform's logs.
        correlation_field: The field of an error's body that does so without it.
        describe: Tells what was sent, without what may be secret.
    """

    call: Call[Any]
    answer: Incoming
    url: str
    attempts: int
    correlation_header: str
    correlation_field: str = ""
    describe: Callable[[], RequestInfo] | None = None

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        # Without the URL, which may be secret.
        return [("call", self.call), ("answer", self.answer)]

    def __repr__(self) -> str:
        return f"Outcome({self.call!r}, {self.answer!r})"

    @property
    def correlation_id(self) -> str | None:
        """What names the call in the platform's logs, where the platform says it."""
        names = self.correlation_header, self.correlation_field
        return correlation_id(self.answer, *names)

    def context(self) -> dict[str, Any]:
        """Return what every error of an answer holds."""
        request = None if self.describe is None else self.describe()
        return {
            "operation": self.call.operation.name,
            "method": self.call.operation.method,
            "url": shown_url(self.url) if request is None else request.url,
            "request": request,
            "attempts": self.attempts,
            "status": self.answer.status,
            "headers": self.answer.headers,
            "content": self.answer.content,
            "correlation_id": self.correlation_id,
        }


def success_row(call: Call[Any], status: int) -> Response | None:
    """Find the row of the status table that types an answer of 2xx.

    A status that the documents do not name has the type of the documented 2xx where
    there is exactly one; ``default`` types no success, since in the documents it has no
    type.

    Raises:
        LookupError: The documents name several types, and this status is none of
            theirs.
    """
    rows = call.operation.responses
    row = rows.get(str(status))
    if row is not None:
        return row
    typed = [r for key, r in rows.items() if key.startswith("2") and r.typed]
    if len(typed) > 1 and any(r.type != typed[0].type for r in typed[1:]):
        raise LookupError(status)
    return typed[0] if typed else None


def decode(outcome: Outcome, log: MismatchLog | None = None) -> Any:
    """Return the value that an answer of 2xx stands for.

    That is None where the documents name no type, for 204 and 205, which have no body,
    and for an empty body under a status that the documents do not name. An empty body
    where they name a type for the status is an error, since no value would be of it.

    What differs from the documents does not make a value unreadable: it is reported.

    Args:
        outcome: The call and its answer.
        log: Takes the differences; None for nobody.

    Raises:
        DecodeError: The body is not of the documented type, empty included.
        ResponseMismatchError: It differs, and the client was told to raise then.
    """
    call, answer = outcome.call, outcome.answer
    if answer.status in _NO_CONTENT:
        return None
    try:
        row = success_row(call, answer.status)
        if row is None or (decoder := row.decoder) is None:
            return None
        if not answer.content and row.status != str(answer.status):
            return None
    except LookupError:
        if not answer.content:
            return None
        reason = "the documents name several types, but not for this status"
        raise unreadable(outcome, reason) from None
    findings: list[Finding] = []
    try:
        value = decoder.decode(answer.content)
        fits = True
    except UNREADABLE:
        value, fits = None, False
    if not fits:
        value, findings = _rescued(outcome, row.type)
    if log is not None:
        findings += missing(value, log.references)
        if findings:
            report(outcome, findings, log)
    return value


def _rescued(outcome: Outcome, kind: Any) -> tuple[Any, list[Finding]]:
    # Hardly ever needed.
    from .rescue import Unreadable, rescue

    try:
        return rescue(outcome.answer, kind)
    except Unreadable as error:
        reason = str(error)
    raise unreadable(outcome, reason)


def report(outcome: Outcome, findings: list[Finding], log: MismatchLog) -> None:
    """Tell how an answer differs from the documents.

    Raises:
        ResponseMismatchError: The client was told to raise then.
    """
    mismatches = log.add(outcome.call.operation.name, findings)
    if log.mode != "raise" or not mismatches:
        return
    odd = sum(not isinstance(finding, UndocumentedFinding) for finding in findings)
    more = f" and {odd - 1} more" if odd > 1 else ""
    raise ResponseMismatchError(
        f"{mismatches[0]}{more}. The call itself succeeded; with_raw_response gives"
        ' the body, on_mismatch="warn" reads what differs too.',
        mismatches=mismatches,
        **outcome.context(),
    )


def unreadable(outcome: Outcome, reason: str) -> DecodeError:
    """Make the error for an answer of 2xx that holds no value."""
    answer = outcome.answer
    named = f", correlation id {outcome.correlation_id}" * bool(outcome.correlation_id)
    return DecodeError(
        f"{outcome.call.operation.name}: the answer ({status_phrase(answer.status)}, "
        f"{answer.headers.get('content-type', 'no content type')}{named}) cannot be "
        f"read: {reason}. The call itself succeeded; with_raw_response gives the body.",
        **outcome.context(),
    )


def plain_json(content: bytes, content_type: str = "") -> Any:
    """Return a body as plain JSON values, or None where it is no JSON."""
    try:
        return msgspec.json.decode(text_of(content, content_type))
    except UNREADABLE:
        return None


def correlation_id(answer: Incoming, header: str, field: str) -> str | None:
    """Return what names a call in the platform's logs, where the platform says it.

    Args:
        answer: The answer.
        header: Its header that does so; empty for none.
        field: The field of an error's body that does so where there is no such header,
            as when a gateway has dropped it; empty for none.
    """
    found = answer.headers.get(header) if header else None
    if found or not field or answer.status < 300:
        return found
    kind = answer.headers.get("content-type", "")
    return text_field(plain_json(answer.content, kind), field)


def text_field(body: Any, *names: str) -> str | None:
    """Return the first of some fields of a JSON object that is a text."""
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
    """Make the error that stands for an answer other than 2xx.

    Args:
        outcome: The call and the answer.
        waits: Seconds after which the server wants to be asked again, if it says so.
        note: Why that was not waited for, where there is more to say.
    """
    call, answer = outcome.call, outcome.answer
    plain = plain_json(answer.content, answer.headers.get("content-type", ""))
    rows = call.operation.responses
    row = rows.get(str(answer.status))
    code = text_field(plain, "code")
    message = text_field(plain, "message", "error_description", "description")
    cls = error_class(answer.status)
    said = [status_phrase(answer.status)]
    if message:
        said.append(" ".join(message.split())[:500])
    notes = [f"code {code}"] if code else []
    if row is None and any(key != ANY_SUCCESS for key in rows):
        notes.append("a status that the documents do not name here")
    if outcome.correlation_id:
        notes.append(f"correlation id {outcome.correlation_id}")
    if outcome.attempts > 1:
        notes.append(f"{outcome.attempts} attempts")
    text = f"{call.operation.name}: {': '.join(said)}"
    if notes:
        text += f" ({', '.join(notes)})"
    text += "".join(f". {said}" for said in (note, cls.advice) if said)
    return cls(
        text,
        message=message or status_phrase(answer.status),
        code=code,
        body=_typed(row or rows.get("default"), answer, plain),
        documented=row is not None,
        retry_after=waits,
        **outcome.context(),
    )


def _typed(row: Response | None, answer: Incoming, plain: Any) -> Any:
    if row is None or row.decoder is None or plain is None:
        return plain
    try:
        return row.decoder.decode(answer.content)
    except UNREADABLE:
        from .rescue import Unreadable, rescue

        try:
            return rescue(answer, row.type)[0]
        except Unreadable:
            return plain
