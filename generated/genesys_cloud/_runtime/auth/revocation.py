"""How a token is given back when a client is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..errors import APIError, error_class, status_phrase
from ..responses.parsing import plain_json, text_field
from ..responses.request_errors import connection_error
from ..steps import Flow, Send
from ..transport.messages import Incoming, Outgoing, TransportFailure
from .authenticator import forget_stored

if TYPE_CHECKING:
    from ..engine.call import Core


def revoke_token(core: Core) -> Flow[APIError | None]:
    """Give the token back, if this client asked for it; a given one is left alone.

    It is tried once: what is not given back runs out by itself.

    Returns:
        What went wrong, or None. A token that the server no longer knows is as good as
        given back.
    """
    tokens, path = core.tokens, core.platform.revoke_path
    token = tokens.current
    if token is None or not token.fetched or not path:
        return None
    url = core.base_url + path
    outgoing = Outgoing(
        "DELETE",
        url,
        (
            ("Accept", "application/json"),
            ("User-Agent", core.agent),
            ("Authorization", f"Bearer {token.value}"),
        ),
        None,
        core.timeout,
        apart=True,
        secrets=tokens.secrets,
    )
    try:
        answer: Incoming = yield Send(outgoing)
    except TransportFailure as failure:
        tokens.redact(failure)
        return connection_error(
            failure, "Revoking the token", method="DELETE", url=url, attempts=1
        )
    tokens.current = None
    if 200 <= answer.status < 300 or _unknown(core, answer):
        yield from forget_stored(core, token)
        return None
    answer = tokens.secrets.mask_response(answer)
    code, message = _said(answer)
    return error_class(answer.status)(
        f"The token was not revoked: {status_phrase(answer.status)}",
        message=message or status_phrase(answer.status),
        method="DELETE",
        url=url,
        status=answer.status,
        headers=answer.headers,
        content=answer.content,
        code=code,
        attempts=1,
    )


def _said(answer: Incoming) -> tuple[str | None, str | None]:
    plain = plain_json(answer.content)
    return text_field(plain, "code"), text_field(plain, "message")


def _unknown(core: Core, answer: Incoming) -> bool:
    """Tell whether the server says that the token is none of its valid ones."""
    code = core.platform.expired_code
    return answer.status == 401 and (not code or _said(answer)[0] == code)
