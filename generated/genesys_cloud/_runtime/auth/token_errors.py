"""Errors of token requests, with advice."""

from __future__ import annotations

from typing import Final

from ..errors import TokenRequestError, status_phrase
from ..responses.masking import Secrets
from ..responses.parsing import plain_json, text_field
from ..transport.messages import HttpRequest, HttpResponse
from .tokens import Grant

_LOG_IN: Final = "Let the user log in again"
_ADVICE: Final = {
    "invalid_client": "Check client_id, client_secret and region",
    "unauthorized_client": "Allow this grant for the OAuth client, or use another",
    "unsupported_grant_type": "Allow this grant for the OAuth client, or use another",
    "invalid_scope": "Check the scopes of the OAuth client",
}
_GRANT_ADVICE: Final = {
    "client_credentials": "Check client_id and client_secret, and allow the grant"
    " client_credentials for the OAuth client",
    "authorization_code": "The code is used, expired or of another client, or"
    f" redirect_uri or verifier differ from those of the authorize URL. {_LOG_IN}",
    "refresh_token": f"The refresh token is used, expired or revoked. {_LOG_IN}",
}
_ASSERTION: Final = (
    "The assertion is expired or for another organization: get a new one"
)


def login_refusal(
    grant: Grant,
    form: dict[str, str],
    secrets: Secrets,
    asked: HttpRequest,
    response: HttpResponse,
    attempts: int,
    waits: float | None = None,
    why: str = "",
) -> TokenRequestError:
    """Return the error for a response without a token (RFC 6749, section 5.2).

    `waits` are the seconds that the host asks to wait. `why` is the reason why the
    client does not use a received token, with advice.
    """
    response = secrets.mask_response(response)
    # A 200 may hold a token that could not be used: nothing of it is kept.
    content = b"" if response.status < 300 else response.content
    plain = plain_json(content, response.headers.get("content-type", ""))
    code = text_field(plain, "error", "code")
    message = text_field(plain, "error_description", "description", "message")
    description = ": ".join(part for part in (code, message) if part)
    text = f"token request failed ({status_phrase(response.status)})"
    if attempts > 1:
        text += f" ({attempts} attempts)"
    if description:
        text += f": {' '.join(description.split())[:500]}"
    return TokenRequestError(
        f"{text}. {why or _advice(form['grant_type'], code, response)}.",
        message=message or status_phrase(response.status),
        method=asked.method,
        url=asked.url,
        status=response.status,
        headers=response.headers,
        content=content,
        code=code,
        attempts=attempts,
        retry_after=waits,
    )


def spent_credentials(grant: Grant, is_inherited: bool = False) -> TokenRequestError:
    """Return the error for single-use credentials that are spent.

    Args:
        grant: Grant of the client.
        is_inherited: True if a parent process may have used the credentials.
    """
    if is_inherited:
        return TokenRequestError(
            "the token has expired, and its single-use credentials belong to the parent"
            " process. Pass a token_store that processes share, such as FileTokenStore,"
            " or create a client with its own credentials in each process.",
            url=grant.token_url,
        )
    what = {
        "authorization_code": "the authorization code is used",
        "refresh_token": "the refresh token is no longer valid",
    }.get(grant.credentials.grant, "the credentials are used")
    return TokenRequestError(
        f"the token has expired, and {what}. {_LOG_IN}.",
        url=grant.token_url,
    )


def _advice(grant_type: str, code: str | None, response: HttpResponse) -> str:
    if response.status == 429 or response.status >= 500:
        return "Try again later"
    kind = response.headers.get("content-type", "").lower()
    start = response.content.lstrip()[:1]
    if code is None and (
        response.status in (404, 405) or "html" in kind or start == b"<"
    ):
        return (
            "This is not a token endpoint: check region, login_url, gateway and the"
            " proxy"
        )
    if code is None and 300 <= response.status < 400:
        return "The login host redirects: check region, login_url and gateway"
    if code is None and response.status < 300:
        return "The response contains no usable token: check login_url"
    if code in _ADVICE:
        return _ADVICE[code]
    return _GRANT_ADVICE.get(grant_type, _ASSERTION)
