"""Token requests and revocation: flows that all calls of a client share."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeAlias, cast

import msgspec
from msgspec.structs import replace

from ..config.platform import Platform
from ..errors import APIError, TokenRequestError, error_class, status_phrase
from ..redaction import Secret
from ..responses.parsing import connection_error, plain_json, text_field
from ..retry import RetryContext, RetryState, retry_after
from ..steps import Flow, RunBlocking, Send, Sleep
from ..telemetry.emitter import EventEmitter
from ..telemetry.stats import CallStats
from ..timeouts import Timeout
from ..transport.messages import HttpRequest, HttpResponse, TransportFailure
from .token_errors import login_refusal, spent_credentials
from .token_response import UnusableToken, parse_token_response
from .token_store import StoredToken
from .tokens import Grant, Token, TokenManager, TokenResponse

_FIRST_PAUSE: Final = 0.02
_LAST_PAUSE: Final = 0.25
"""Seconds between two attempts to take the lock of a store."""
_LONGEST_LOCK: Final = 60.0
"""Seconds after which a client ignores the lock of another one."""
_PAUSES: Final = (0.2, 0.4, 0.8)
"""Seconds between two loads from a store without a lock, after a refusal."""


def _now_utc() -> datetime:
    return datetime.now(UTC)


class AuthContext(RetryContext, kw_only=True):
    """Parts of a client that token requests need.

    Attributes:
        platform: Facts about the platform.
        base_url: Base URL of the API, without a slash at the end.
        agent: Value of ``User-Agent``.
        tokens: The bearer token.
        timeout: Seconds for each of connecting, sending and reading, or a bound for
            each; None for no bound.
        wall_clock: The time in UTC, for ``Retry-After`` as a date.
        emitter: Emitter of events and log messages.
    """

    platform: Platform
    base_url: str
    agent: str
    tokens: TokenManager
    timeout: float | Timeout | None = 60.0
    wall_clock: Callable[[], datetime] = _now_utc
    emitter: EventEmitter = msgspec.field(default_factory=EventEmitter)

    def __post_init__(self) -> None:
        emitter = self.emitter
        emitter.clock, emitter.wall_clock = self.clock, self.wall_clock
        emitter.correlation_header = self.platform.correlation_header
        emitter.correlation_field = self.platform.correlation_field
        emitter.log.secrets = self.tokens.secrets

    def reset_after_fork(self) -> None:
        """Replace locks and counters of the parent process, and keep values."""
        self.tokens = self.tokens.for_child()
        self.emitter = self.emitter.for_child()
        self.__post_init__()


def request_token(
    context: AuthContext,
    rejected: Token | None,
    refresh_count: int,
    retries: int | None = None,
) -> Flow[APIError | None]:
    """Request a token, unless another caller did so in the meantime.

    Args:
        context: The client's context.
        rejected: Token that the server rejected, if any.
        refresh_count: `TokenManager.refresh_count` before the caller began to wait.
        retries: Maximum number of retries; None for that of the client.

    Returns:
        Reason why the refresh failed while the old token is valid; else None.

    Raises:
        TokenRequestError: The login host refused.
        APIConnectionError: It could not be reached.
        APITimeoutError: It sent no response in time.
        ConfigurationError: The token store cannot be used.
    """
    tokens, grant = context.tokens, context.tokens.grant
    if grant is None or not tokens.should_request(rejected, context.clock()):
        return None
    missed = tokens.failure_since(refresh_count)
    if missed is not None:
        raise missed
    failure: APIError | None = None
    put_off: APIError | None = None
    try:
        put_off = yield from _load_or_request(
            context,
            grant,
            rejected,
            context.max_retries if retries is None else retries,
        )
    except APIError as error:
        failure = error
    tokens.end_refresh(failure)
    if failure is not None:
        raise failure
    return put_off


def _load_or_request(
    context: AuthContext, grant: Grant, rejected: Token | None, retries: int
) -> Flow[APIError | None]:
    """Load a token that another client stored, or request one.

    Clients that share a store refresh one after the other, so that they send a
    single-use refresh token once. A client that waited reads the store again.
    """
    tokens = context.tokens
    token = yield from _load_token(context, rejected)
    if token is None:
        release = yield from _lock(context)
        try:
            if release is not None:
                token = yield from _load_token(context, rejected)
            if token is None:
                yield from _delete_rejected(context, rejected)
                return (yield from _request_or_keep(context, grant, rejected, retries))
        finally:
            if release is not None:
                release()
    tokens.current = token
    return None


def _request_or_keep(
    context: AuthContext, grant: Grant, rejected: Token | None, retries: int
) -> Flow[APIError | None]:
    """Request a token, and return a failure while the old token is valid."""
    tokens = context.tokens
    old = tokens.current
    early = old is not None and old is not rejected and old.is_valid(context.clock())
    response: TokenResponse | None = None
    for again in (True, True, False):
        sent = Secret(tokens.refresh)
        try:
            response = yield from _ask_for_token(
                context, grant, 0 if early else retries
            )
            break
        except APIError as error:
            if isinstance(error, TokenRequestError):
                token = yield from _load_after_refusal(context, rejected, sent, early)
                if token is not None:
                    tokens.current = token
                    return None
                if again and tokens.refresh not in (None, sent.value):
                    continue
            if not early:
                raise
            context.emitter.log.warning("cannot refresh the token yet: %s", error)
            return error
    assert response is not None
    tokens.set_current(response)
    now, wall_now = context.clock(), context.wall_clock().timestamp()
    stored = tokens.to_store(now, wall_now)
    if tokens.store is not None and stored is not None:
        store, key = tokens.store, tokens.key
        yield from _use_store(tokens, lambda: store.save(key, stored), shielded=True)
    return None


def _load_after_refusal(
    context: AuthContext, rejected: Token | None, sent: Secret[str | None], early: bool
) -> Flow[Token | None]:
    """Load the token again that others may have refreshed after a refusal.

    Where the store has no lock, they may still be about to save it; where the old token
    is good yet, there is time for that later.
    """
    tokens = context.tokens
    waits = not early and _try_lock(tokens) is None
    for pause in (0.0, *_PAUSES) if waits else (0.0,):
        if tokens.store is None:
            break
        if pause:
            yield Sleep(pause)
        token = yield from _load_token(context, rejected)
        if token is not None or tokens.refresh not in (None, sent.value):
            return token
    return None


TryLock: TypeAlias = Callable[[str], Callable[[], None] | None]


def _try_lock(tokens: TokenManager) -> TryLock | None:
    """Return the store's ``try_lock``, or None if the store has none."""
    found: TryLock | None = getattr(tokens.store, "try_lock", None)
    return found


def _lock(context: AuthContext) -> Flow[Callable[[], None] | None]:
    """Wait for the store's lock on this client's token.

    Returns:
        Function that releases the lock; None if the store has no lock, or another
        client does not release it in time.
    """
    tokens, began = context.tokens, context.clock()
    pause = _FIRST_PAUSE
    while (try_lock := _try_lock(tokens)) is not None:
        taking = partial(try_lock, tokens.key)
        release = yield from _use_store(tokens, taking, shielded=True)
        if release is not None:
            return cast("Callable[[], None]", release)
        if context.clock() - began > _LONGEST_LOCK:
            break
        yield Sleep(pause)
        pause = min(pause * 1.5, _LAST_PAUSE)
    return None


def _ask_for_token(
    context: AuthContext, grant: Grant, retries: int
) -> Flow[TokenResponse]:
    """Request a token with the refresh token, or with the credentials."""
    tokens = context.tokens
    credentials = grant.credentials
    if tokens.refresh is not None:
        form = Secret(grant.refresh_form(tokens.refresh))
        try:
            return (
                yield from _send_token_request(context, grant, form, retries, once=True)
            )
        except TokenRequestError as error:
            if error.status not in (400, 401):
                raise
            # It is used up, or was taken back: nothing makes it good again.
            tokens.refresh = None
            if not credentials.reusable:
                tokens.has_spent_credentials = True
                raise
    first = Secret(grant.first_form())
    if first.value is None or tokens.has_spent_credentials:
        raise spent_credentials(grant, tokens.is_inherited)
    try:
        once = not credentials.reusable
        response = yield from _send_token_request(
            context, grant, Secret(first.value), retries, once=once
        )
    except TokenRequestError as error:
        tokens.has_spent_credentials = not credentials.reusable and error.status in (
            400,
            401,
        )
        raise
    tokens.has_spent_credentials = not credentials.reusable
    return response


def _send_token_request(
    context: AuthContext,
    grant: Grant,
    form: Secret[dict[str, str]],
    retries: int,
    *,
    once: bool,
) -> Flow[TokenResponse]:
    """Send a token request, with retries, until there is a response.

    A request may use up credentials that work `once`. So the runner reads its response
    even if the caller is cancelled.

    A repeated request does no harm, so the flow retries even if the host may have
    received the first one.
    """
    secrets, stats = context.tokens.secrets, CallStats()
    secrets.add(form.value.get("refresh_token"))
    request = grant.request(form.value, context.agent, context.timeout, secrets)
    retry = RetryState(
        context, "POST", stats, max_retries=retries, allow_repeating=True
    )
    while True:
        stats.sent += 1
        requested_at = context.clock()
        retry.begin_attempt()
        try:
            response: HttpResponse = yield Send(request, shielded=once)
        except TransportFailure as failure:
            retry.end_attempt()
            context.tokens.redact(failure)
            delay = retry.delay_after_failure(failure)
            if delay is None:
                raise connection_error(
                    failure,
                    "The login host",
                    method="POST",
                    url=request.url,
                    attempts=stats.sent,
                ) from None
        else:
            retry.end_attempt()
            why = ""
            if 200 <= response.status < 300:
                try:
                    return parse_token_response(
                        response, requested_at, context.tokens.refresh_before
                    )
                except UnusableToken as error:
                    why = str(error)
            asked = retry_after(response, context.wall_clock)
            delay = retry.delay_after_status(response.status, asked)
            if delay is None:
                raise login_refusal(
                    grant,
                    form.value,
                    secrets,
                    request,
                    response,
                    stats.sent,
                    asked,
                    why,
                )
        yield Sleep(delay)


def _load_token(context: AuthContext, rejected: Token | None) -> Flow[Token | None]:
    """Return a valid token that another client stored, if there is one.

    The client takes over the stored refresh token in any case.
    """
    tokens = context.tokens
    kept = yield from _load(tokens)
    if kept is None:
        return None
    if kept.refresh_token and _renewable(tokens):
        tokens.refresh = kept.refresh_token
    if rejected is not None and kept.access_token == rejected.value:
        return None
    token = tokens.from_store(kept, context.clock(), context.wall_clock().timestamp())
    known = tokens.current
    if token.should_refresh(context.clock()) or (known and known.value == token.value):
        return None
    return token


def _load(tokens: TokenManager) -> Flow[StoredToken | None]:
    store, key = tokens.store, tokens.key
    if store is None:
        return None
    kept = yield from _use_store(tokens, lambda: store.load(key))
    return kept if isinstance(kept, StoredToken) else None


def _delete_rejected(context: AuthContext, rejected: Token | None) -> Flow[None]:
    """Delete a token that the server rejected, so that no other client loads it."""
    if rejected is not None:
        kept = yield from _load(context.tokens)
        if kept is not None and kept.access_token == rejected.value:
            yield from _delete_token(context.tokens, kept)


def _renewable(tokens: TokenManager) -> bool:
    return tokens.grant is not None and tokens.grant.credentials.refreshable


def delete_stored(context: AuthContext, token: Token) -> Flow[None]:
    """Delete a token from the store, unless another one replaced it."""
    if context.tokens.store is None:
        return
    release = yield from _lock(context)
    try:
        yield from _delete_rejected(context, token)
    finally:
        if release is not None:
            release()


def _delete_token(tokens: TokenManager, kept: StoredToken) -> Flow[None]:
    """Delete a token from the store, but keep its valid refresh token."""
    store, key = tokens.store, tokens.key
    if store is None:
        return
    if kept.refresh_token is None:
        yield from _use_store(tokens, lambda: store.delete(key))
    else:
        ended = replace(kept, expires_at=0.0)
        yield from _use_store(tokens, lambda: store.save(key, ended))


def _use_store(
    tokens: TokenManager, action: Callable[[], Any], *, shielded: bool = False
) -> Flow[Any]:
    """Call a store; if it fails, log a warning and continue without it."""

    def guarded() -> Any:
        try:
            return action()
        # A store may be the user's, and raise any exception.
        except Exception as error:
            return error

    result: Any = yield RunBlocking(guarded, shielded)
    if isinstance(result, APIError):
        raise result
    if isinstance(result, Exception):
        # The store may be out of date from here on.
        tokens.disable_store()
        reason = getattr(result, "strerror", None) or type(result).__name__
        warnings.warn(
            f"the token store failed, so the client continues without it: {reason}",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return result


def revoke_token(context: AuthContext) -> Flow[APIError | None]:
    """Revoke the token if this client requested it.

    There is no retry, since a token that is not revoked expires.

    Returns:
        Problem, or None. A token that the server does not know counts as revoked.
    """
    tokens, path = context.tokens, context.platform.revoke_path
    token = tokens.current
    if token is None or not token.fetched or not path:
        return None
    url = context.base_url + path
    request = HttpRequest(
        "DELETE",
        url,
        (
            ("Accept", "application/json"),
            ("User-Agent", context.agent),
            ("Authorization", f"Bearer {token.value}"),
        ),
        None,
        context.timeout,
        dedicated_connection=True,
        secrets=tokens.secrets,
    )
    try:
        response: HttpResponse = yield Send(request)
    except TransportFailure as failure:
        tokens.redact(failure)
        return connection_error(
            failure, "token revocation", method="DELETE", url=url, attempts=1
        )
    tokens.current = None
    if 200 <= response.status < 300 or _is_unknown_token(context, response):
        yield from delete_stored(context, token)
        return None
    response = tokens.secrets.mask_response(response)
    code, message = _code_and_message(response)
    return error_class(response.status)(
        f"token revocation failed: {status_phrase(response.status)}",
        message=message or status_phrase(response.status),
        method="DELETE",
        url=url,
        status=response.status,
        headers=response.headers,
        content=response.content,
        code=code,
        attempts=1,
    )


def _code_and_message(response: HttpResponse) -> tuple[str | None, str | None]:
    plain = plain_json(response.content)
    return text_field(plain, "code"), text_field(plain, "message")


def _is_unknown_token(context: AuthContext, response: HttpResponse) -> bool:
    """Return True if the server says that the token is already invalid."""
    code = context.platform.expired_code
    return response.status == 401 and (
        not code or _code_and_message(response)[0] == code
    )
