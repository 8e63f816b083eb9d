"""How a token is asked for and given back: flows that all calls of a client share."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from .errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationFailed,
)
from .exchange import Incoming, TransportFailure
from .failures import connection_error
from .refusals import login_refusal, spent_credentials
from .retries import repeatable_status, retry_after
from .secrecy import Hidden
from .steps import Flow, Perform, Send, Sleep
from .token_store import StoredToken
from .tokens import Answer, Grant, Token, TokenKeeper, UnusableToken, granted

if TYPE_CHECKING:
    from .flow import Core


def renew_token(
    core: Core, refused: Token | None, ticket: int, retries: int | None = None
) -> Flow[None]:
    """Ask for a token, unless another caller did so in the meantime.

    Args:
        core: What the client's calls share.
        refused: The token that the server no longer takes, if any.
        ticket: `TokenKeeper.ticket` of before the caller began to wait for its turn.
        retries: How often to ask again at most; None for as often as the client does.

    Raises:
        AuthenticationFailed: The login host refused.
        APIConnectionError: It could not be reached.
        APITimeoutError: It did not answer in time.
        ConfigurationError: The token store cannot be used.
    """
    tokens, grant = core.tokens, core.tokens.grant
    if grant is None or not tokens.due(refused, core.clock()):
        return
    missed = tokens.missed_failure(ticket)
    if missed is not None:
        raise missed
    failure: APIError | None = None
    try:
        yield from _renew(
            core, grant, refused, core.max_retries if retries is None else retries
        )
    except APIError as error:
        failure = error
    tokens.end_round(failure)
    if failure is not None:
        raise failure


def _renew(core: Core, grant: Grant, refused: Token | None, retries: int) -> Flow[None]:
    tokens = core.tokens
    token = yield from _stored(core, refused)
    if token is not None:
        tokens.current = token
        return
    old = tokens.current
    early = old is not None and old is not refused and old.valid(core.clock())
    try:
        answer = yield from _ask(core, grant, 0 if early else retries)
    except APIError as error:
        if not early or not _may_pass(error):
            raise
        return
    tokens.take(answer)
    now, wall_now = core.clock(), core.wall_clock().timestamp()
    stored = tokens.to_store(now, wall_now)
    if tokens.store is not None and stored is not None:
        store, key = tokens.store, tokens.key
        yield from _use_store(tokens, lambda: store.save(key, stored), whole=True)


def _ask(core: Core, grant: Grant, retries: int) -> Flow[Answer]:
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
        raise spent_credentials(grant)
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
    core: Core,
    grant: Grant,
    form: Hidden[dict[str, str]],
    retries: int,
    *,
    once: bool,
) -> Flow[Answer]:
    """Send a request for a token until it is answered.

    What is good `once` may be used up by a request whose answer nobody waits for any
    more, so that one is read in any case.

    Asking twice does no harm, so whether a request without an answer reached the host
    is no matter: where it used something up, the answer is lost in any case.
    """
    outgoing = grant.request(form.value, core.agent, core.timeout)
    tried, began = 0, core.clock()
    while True:
        asked_at = core.clock()
        pause = core.policy.backoff(tried, core.random)
        try:
            answer: Incoming = yield Send(outgoing, whole=once)
        except TransportFailure as failure:
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
                    return granted(answer, asked_at, core.tokens.renew_before)
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
                    grant, form.value, outgoing, answer, tried + 1, waits, why
                )
            began += pause - counted
        yield Sleep(pause)
        tried += 1


def _in_budget(core: Core, began: float, pause: float) -> bool:
    return core.policy.in_budget(core.clock() - began, pause)


def _passing(core: Core, status: int, waits: float | None) -> bool:
    passing = status == 429 or repeatable_status("GET", status, waits)
    return passing and (waits or 0.0) <= core.policy.longest_wait


def _may_pass(error: APIError) -> bool:
    """Tell whether asking again later may well succeed."""
    if isinstance(error, AuthenticationFailed):
        return error.status in (408, 429) or error.status >= 500
    return isinstance(error, (APIConnectionError, APITimeoutError))


def _stored(core: Core, refused: Token | None) -> Flow[Token | None]:
    """Return a token that another client has left in the store, if it is any good."""
    tokens, store, key = core.tokens, core.tokens.store, core.tokens.key
    if store is None:
        return None
    kept = yield from _use_store(tokens, lambda: store.load(key))
    if not isinstance(kept, StoredToken):
        return None
    if kept.refresh_token and _renewable(tokens):
        tokens.refresh = kept.refresh_token
    if refused is not None and kept.access_token == refused.value:
        yield from _drop(tokens, kept)
        return None
    token = tokens.from_store(kept, core.clock(), core.wall_clock().timestamp())
    known = tokens.current
    if token.due(core.clock()) or (known and known.value == token.value):
        return None
    return token


def _renewable(tokens: TokenKeeper) -> bool:
    return tokens.grant is not None and tokens.grant.credentials.renewable


def forget_stored(core: Core, token: Token) -> Flow[None]:
    """Drop a token from the store, unless another one has taken its place there."""
    tokens, store, key = core.tokens, core.tokens.store, core.tokens.key
    if store is None:
        return
    kept = yield from _use_store(tokens, lambda: store.load(key))
    if isinstance(kept, StoredToken) and kept.access_token == token.value:
        yield from _drop(tokens, kept)


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
        tokens.store = None
        said = getattr(result, "strerror", None) or type(result).__name__
        warnings.warn(
            f"The token store failed, and this client goes on without it: {said}",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return result
