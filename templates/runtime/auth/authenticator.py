"""Token requests and revocation: flows that all calls of a client share."""

from __future__ import annotations

import random as _random
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, TypeAlias, cast

import msgspec
from msgspec.structs import replace

from ..config.platform import Platform
from ..errors import APIError, AuthenticationFailed, error_class, status_phrase
from ..redaction import Hidden
from ..responses.parsing import plain_json, text_field
from ..responses.request_errors import connection_error
from ..retry import RetryPolicy, repeatable_status, retry_after
from ..steps import Flow, Perform, Send, Sleep
from ..telemetry.emitter import Watcher
from ..timeouts import Timeout
from ..transport.messages import Incoming, Outgoing, TransportFailure
from .token_errors import login_refusal, spent_credentials
from .token_response import UnusableToken, parse_token_response
from .token_store import StoredToken
from .tokens import Grant, Token, TokenKeeper, TokenResponse

_FIRST_PAUSE: Final = 0.02
_LAST_PAUSE: Final = 0.25
"""Seconds between two tries to take the lock of a store."""
_LONGEST_LOCK: Final = 60.0
"""Seconds after which somebody who has it is taken for stopped."""
_PAUSES: Final = (0.2, 0.4, 0.8)
"""Seconds between two looks into a store without a lock, after a refusal."""


def _now_utc() -> datetime:
    return datetime.now(UTC)


class AuthContext(msgspec.Struct, kw_only=True):
    """Everything of a client that its requests for tokens need.

    Attributes:
        platform: Facts about the platform.
        base_url: Where the API is, without a slash at the end.
        agent: Value of ``User-Agent``.
        tokens: The bearer token.
        policy: How patient the client is.
        timeout: Seconds for each of connecting, sending and reading, or a bound for
            each; None for no bound.
        max_retries: How often a request is sent again at most.
        clock: Monotonic seconds.
        wall_clock: The time in UTC, for ``Retry-After`` as a date.
        random: Numbers from 0 to 1, for jitter.
        watcher: What tells listeners and the log.
    """

    platform: Platform
    base_url: str
    agent: str
    tokens: TokenKeeper
    policy: RetryPolicy = RetryPolicy()
    timeout: float | Timeout | None = 60.0
    max_retries: int = 5
    clock: Callable[[], float] = time.monotonic
    wall_clock: Callable[[], datetime] = _now_utc
    random: Callable[[], float] = _random.random
    watcher: Watcher = msgspec.field(default_factory=Watcher)

    def __post_init__(self) -> None:
        watcher = self.watcher
        watcher.clock, watcher.wall_clock = self.clock, self.wall_clock
        watcher.correlation_header = self.platform.correlation_header
        watcher.correlation_field = self.platform.correlation_field
        watcher.log.secrets = self.tokens.secrets


def renew_token(
    core: AuthContext, refused: Token | None, ticket: int, retries: int | None = None
) -> Flow[APIError | None]:
    """Ask for a token, unless another caller did so in the meantime.

    Args:
        core: What the client's calls share.
        refused: The token that the server no longer takes, if any.
        ticket: `TokenKeeper.ticket` of before the caller began to wait for its turn.
        retries: How often to ask again at most; None for as often as the client does.

    Returns:
        Why there is no new token yet, while the old one is good; else None.

    Raises:
        AuthenticationFailed: The login host refused.
        APIConnectionError: It could not be reached.
        APITimeoutError: It did not answer in time.
        ConfigurationError: The token store cannot be used.
    """
    tokens, grant = core.tokens, core.tokens.grant
    if grant is None or not tokens.due(refused, core.clock()):
        return None
    missed = tokens.missed_failure(ticket)
    if missed is not None:
        raise missed
    failure: APIError | None = None
    put_off: APIError | None = None
    try:
        put_off = yield from _renew(
            core, grant, refused, core.max_retries if retries is None else retries
        )
    except APIError as error:
        failure = error
    tokens.end_round(failure)
    if failure is not None:
        raise failure
    return put_off


def _renew(
    core: AuthContext, grant: Grant, refused: Token | None, retries: int
) -> Flow[APIError | None]:
    """Take the token that another client has left in the store, else ask for one.

    Those who share a store ask one after the other, so that a refresh token that works
    once is shown once. Who waited looks into the store again.
    """
    tokens = core.tokens
    token = yield from _stored(core, refused)
    if token is None:
        release = yield from _lock(core)
        try:
            if release is not None:
                token = yield from _stored(core, refused)
            if token is None:
                yield from _drop_refused(core, refused)
                return (yield from _asked(core, grant, refused, retries))
        finally:
            if release is not None:
                release()
    tokens.current = token
    return None


def _asked(
    core: AuthContext, grant: Grant, refused: Token | None, retries: int
) -> Flow[APIError | None]:
    """Ask for a token; as long as the old one is good, a failure is only returned."""
    tokens = core.tokens
    old = tokens.current
    early = old is not None and old is not refused and old.valid(core.clock())
    answer: TokenResponse | None = None
    for again in (True, True, False):
        shown = Hidden(tokens.refresh)
        try:
            answer = yield from _ask(core, grant, 0 if early else retries)
            break
        except APIError as error:
            if isinstance(error, AuthenticationFailed):
                token = yield from _left_by_others(core, refused, shown, early)
                if token is not None:
                    tokens.current = token
                    return None
                if again and tokens.refresh not in (None, shown.value):
                    continue
            if not early:
                raise
            core.watcher.log.warning("The token could not be renewed yet: %s", error)
            return error
    assert answer is not None
    tokens.take(answer)
    now, wall_now = core.clock(), core.wall_clock().timestamp()
    stored = tokens.to_store(now, wall_now)
    if tokens.store is not None and stored is not None:
        store, key = tokens.store, tokens.key
        yield from _use_store(tokens, lambda: store.save(key, stored), whole=True)
    return None


def _left_by_others(
    core: AuthContext, refused: Token | None, shown: Hidden[str | None], early: bool
) -> Flow[Token | None]:
    """Look whether others have renewed the token that was refused here.

    Where the store has no lock, they may still be about to save it; where the old token
    is good yet, there is time for that later.
    """
    tokens = core.tokens
    waits = not early and _try_lock(tokens) is None
    for pause in (0.0, *_PAUSES) if waits else (0.0,):
        if tokens.store is None:
            break
        if pause:
            yield Sleep(pause)
        token = yield from _stored(core, refused)
        if token is not None or tokens.refresh not in (None, shown.value):
            return token
    return None


TryLock: TypeAlias = Callable[[str], Callable[[], None] | None]


def _try_lock(tokens: TokenKeeper) -> TryLock | None:
    """Return what takes the store's lock, None where the store has none."""
    found: TryLock | None = getattr(tokens.store, "try_lock", None)
    return found


def _lock(core: AuthContext) -> Flow[Callable[[], None] | None]:
    """Wait for the store's lock of this client's token.

    Returns:
        What releases it; None where the store has none, or whoever has it does not
        come to an end.
    """
    tokens, began = core.tokens, core.clock()
    pause = _FIRST_PAUSE
    while (try_lock := _try_lock(tokens)) is not None:
        taking = partial(try_lock, tokens.key)
        release = yield from _use_store(tokens, taking, whole=True)
        if release is not None:
            return cast("Callable[[], None]", release)
        if core.clock() - began > _LONGEST_LOCK:
            break
        yield Sleep(pause)
        pause = min(pause * 1.5, _LAST_PAUSE)
    return None


def _ask(core: AuthContext, grant: Grant, retries: int) -> Flow[TokenResponse]:
    """Ask by the refresh token where there is one, else by the credentials."""
    tokens = core.tokens
    credentials = grant.credentials
    if tokens.refresh is not None:
        form = Hidden(grant.refresh_form(tokens.refresh))
        try:
            return (yield from _exchange(core, grant, form, retries, once=True))
        except AuthenticationFailed as error:
            if error.status not in (400, 401):
                raise
            # It is used up, or was taken back: nothing makes it good again.
            tokens.refresh = None
            if not credentials.reusable:
                tokens.spent = True
                raise
    first = Hidden(grant.first_form())
    if first.value is None or tokens.spent:
        raise spent_credentials(grant, tokens.is_inherited)
    try:
        once = not credentials.reusable
        answer = yield from _exchange(
            core, grant, Hidden(first.value), retries, once=once
        )
    except AuthenticationFailed as error:
        tokens.spent = not credentials.reusable and error.status in (400, 401)
        raise
    tokens.spent = not credentials.reusable
    return answer


def _exchange(
    core: AuthContext,
    grant: Grant,
    form: Hidden[dict[str, str]],
    retries: int,
    *,
    once: bool,
) -> Flow[TokenResponse]:
    """Send a request for a token until it is answered.

    What is good `once` may be used up by a request whose answer nobody waits for any
    more, so that one is read in any case.

    Asking twice does no harm, so whether a request without an answer reached the host
    is no matter: where it used something up, the answer is lost in any case.
    """
    secrets = core.tokens.secrets
    secrets.add(form.value.get("refresh_token"))
    outgoing = grant.request(form.value, core.agent, core.timeout, secrets)
    tried, began = 0, core.clock()
    while True:
        asked_at = core.clock()
        pause = core.policy.backoff(tried, core.random)
        try:
            answer: Incoming = yield Send(outgoing, whole=once)
        except TransportFailure as failure:
            core.tokens.redact(failure)
            if failure.final or tried >= retries or not _in_budget(core, began, pause):
                raise connection_error(
                    failure,
                    "The login host",
                    method="POST",
                    url=outgoing.url,
                    attempts=tried + 1,
                ) from None
        else:
            why = ""
            if 200 <= answer.status < 300:
                try:
                    return parse_token_response(
                        answer, asked_at, core.tokens.renew_before
                    )
                except UnusableToken as error:
                    why = str(error)
            waits = retry_after(answer, core.wall_clock)
            pause = max(pause, waits or 0.0)
            # The wait for a 429 is not counted, as with calls.
            counted = 0.0 if answer.status == 429 else pause
            if (
                tried >= retries
                or not _passing(core, answer.status, waits)
                or not _in_budget(core, began, counted)
            ):
                raise login_refusal(
                    grant, form.value, secrets, outgoing, answer, tried + 1, waits, why
                )
            began += pause - counted
        yield Sleep(pause)
        tried += 1


def _in_budget(core: AuthContext, began: float, pause: float) -> bool:
    return core.policy.in_budget(core.clock() - began, pause)


def _passing(core: AuthContext, status: int, waits: float | None) -> bool:
    passing = status == 429 or repeatable_status("GET", status, waits)
    return passing and (waits or 0.0) <= core.policy.longest_wait


def _stored(core: AuthContext, refused: Token | None) -> Flow[Token | None]:
    """Return a token that another client has left in the store, if it is any good.

    What renews it is taken over in any case.
    """
    tokens = core.tokens
    kept = yield from _load(tokens)
    if kept is None:
        return None
    if kept.refresh_token and _renewable(tokens):
        tokens.refresh = kept.refresh_token
    if refused is not None and kept.access_token == refused.value:
        return None
    token = tokens.from_store(kept, core.clock(), core.wall_clock().timestamp())
    known = tokens.current
    if token.due(core.clock()) or (known and known.value == token.value):
        return None
    return token


def _load(tokens: TokenKeeper) -> Flow[StoredToken | None]:
    store, key = tokens.store, tokens.key
    if store is None:
        return None
    kept = yield from _use_store(tokens, lambda: store.load(key))
    return kept if isinstance(kept, StoredToken) else None


def _drop_refused(core: AuthContext, refused: Token | None) -> Flow[None]:
    """Drop a token that the server no longer takes, so that nobody else takes it."""
    if refused is not None:
        kept = yield from _load(core.tokens)
        if kept is not None and kept.access_token == refused.value:
            yield from _drop(core.tokens, kept)


def _renewable(tokens: TokenKeeper) -> bool:
    return tokens.grant is not None and tokens.grant.credentials.renewable


def forget_stored(core: AuthContext, token: Token) -> Flow[None]:
    """Drop a token from the store, unless another one has taken its place there."""
    if core.tokens.store is None:
        return
    release = yield from _lock(core)
    try:
        yield from _drop_refused(core, token)
    finally:
        if release is not None:
            release()


def _drop(tokens: TokenKeeper, kept: StoredToken) -> Flow[None]:
    """Drop a token from the store, but not what renews it: that is still good."""
    store, key = tokens.store, tokens.key
    if store is None:
        return
    if kept.refresh_token is None:
        yield from _use_store(tokens, lambda: store.delete(key))
    else:
        ended = replace(kept, expires_at=0.0)
        yield from _use_store(tokens, lambda: store.save(key, ended))


def _use_store(
    tokens: TokenKeeper, action: Callable[[], Any], *, whole: bool = False
) -> Flow[Any]:
    """Call a store; one that is broken costs a warning, not the call."""

    def guarded() -> Any:
        try:
            return action()
        # It may be anybody's, and raise anything.
        except Exception as error:
            return error

    result: Any = yield Perform(guarded, whole)
    if isinstance(result, APIError):
        raise result
    if isinstance(result, Exception):
        # What it holds may be out of date from here on.
        tokens.lose_store()
        said = getattr(result, "strerror", None) or type(result).__name__
        warnings.warn(
            f"The token store failed, and this client goes on without it: {said}",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return result


def revoke_token(core: AuthContext) -> Flow[APIError | None]:
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


def _unknown(core: AuthContext, answer: Incoming) -> bool:
    """Tell whether the server says that the token is none of its valid ones."""
    code = core.platform.expired_code
    return answer.status == 401 and (not code or _said(answer)[0] == code)
