"""What a call does, step by step, without doing it.

A flow is a generator. It yields what is to be done (send, sleep, run another flow while
nobody else does) and is resumed with the outcome; what it returns is the outcome of the
call. The two clients run the same flows and differ in nothing but how they send and
sleep.
"""

from __future__ import annotations

from typing import Any

from ..auth.authenticator import renew_token, revoke_token
from ..auth.tokens import Token
from ..config.options import RequestOptions
from ..errors import APIError, APITimeoutError, ClientClosedError
from ..operation import Call
from ..responses.parsing import Outcome
from ..steps import Exclusive, Flow, Send, Sleep
from ..telemetry.events import (
    TokenDeleted,
    TokenDeleteStarted,
    TokenRefreshEnded,
    TokenRefreshStarted,
)
from ..transport.messages import Incoming, OutOfTime, TransportFailure
from .attempts import Attempts
from .context import ClientContext
from .open_response import Hold


def run_call(
    core: ClientContext,
    call: Call[Any],
    options: RequestOptions | None,
    hold: Hold | None = None,
) -> Flow[Outcome]:
    """Send a call until it is answered with 2xx, or it is certain that it will not be.

    Args:
        core: What the client's calls share.
        call: What is called.
        options: Its options.
        hold: What is to be known of its answer, whose body is left unread then.

    Raises:
        APIError: The call failed; see `errors`.
    """
    state = Attempts(core, call, options, hold)
    error: BaseException | None = None
    late: APIError
    try:
        state.account.begin(call, hold is not None)
        while True:
            if state.paused or not core.pacer.start(core.clock()):
                yield from _wait_for_start(core, state)
            if core.tokens.due(state.refused, core.clock()):
                yield from _have_token(core, state)
            elif not core.life.ready:
                core.life.connected()
            token = core.tokens.current
            try:
                answer: Incoming = yield Send(state.outgoing(token))
            except TransportFailure as failure:
                wait = state.wait_after_failure(failure)
            else:
                state.answered(answer)
                if 200 <= answer.status < 300:
                    return state.outcome(answer)
                wait = state.wait_after_answer(answer, token)
            if wait:
                state.in_time(wait)
                yield Sleep(wait)
    except OutOfTime:
        error = late = state.out_of_time()
    except ClientClosedError as closed:
        error = late = state.cut_off(closed)
    except BaseException as other:
        error = other
        raise
    finally:
        # An open answer goes on, or its end is told by whoever has it.
        if hold is None:
            # First of all, so that no interrupt can keep closing from its end.
            state.account.leave()
            state.account.end(error)
    # Raised out here so that nothing hangs on it.
    raise late


def _wait_for_start(core: ClientContext, state: Attempts) -> Flow[None]:
    """Stand in line until the call may start; whoever met a 429 stands in front."""
    pacer, tally = core.pacer, state.tally
    ticket = pacer.ticket(first=state.paused)
    try:
        pacer.queue(ticket)
        core.life.count(waits=1)
        while wait := pacer.wait(ticket, now := core.clock()):
            held = pacer.held(now)
            if held and (state.late(held) or not state.affordable(held)):
                raise state.kept_out(held)
            state.in_time(wait)
            tally.waited += wait
            yield Sleep(wait)
    finally:
        pacer.leave(ticket)


def _have_token(core: ClientContext, state: Attempts) -> Flow[None]:
    """Renew the token; while the old one is good, one call at a time, and not long."""
    tokens, now = core.tokens, core.clock()
    renewal = new_token(core, state.refused, tokens.ticket(), state.max_retries)
    if tokens.needed(state.refused, now):
        yield Exclusive(renewal)
        return
    until = tokens.claim(now, state.deadline)
    if until is None:
        return
    try:
        yield Exclusive(renewal, until)
    finally:
        tokens.unclaim(core.clock())


def new_token(
    core: ClientContext, refused: Token | None, ticket: int, retries: int | None = None
) -> Flow[None]:
    """Renew the token, unless another caller did, and tell of it.

    Args:
        core: What the client's calls share.
        refused: The token that the server no longer takes, if any.
        ticket: `TokenKeeper.ticket` of before the caller began to wait for its turn.
        retries: How often to ask again at most; None for as often as the client does.

    Raises:
        APIError: There is no token to be had; see `renew_token`.
    """
    tokens, life, watcher = core.tokens, core.life, core.watcher
    if not tokens.due(refused, core.clock()) or tokens.missed_failure(ticket):
        yield from renew_token(core, refused, ticket, retries)
        return
    began, before = core.clock(), tokens.current
    life.connecting()
    watcher.tell(TokenRefreshStarted)
    failure: str | None = "cancelled"
    try:
        put_off = yield from renew_token(core, refused, ticket, retries)
        failure = None if put_off is None else type(put_off).__name__
    except APIError as error:
        failure = type(error).__name__
        life.failed()
        raise
    finally:
        seconds = core.clock() - began
        watcher.tell(TokenRefreshEnded, error=failure, seconds=seconds)
    life.connected()
    if tokens.current is not before:
        life.got_token()
        watcher.log.info("A token was got in %.3f s", seconds)


def connect(core: ClientContext, options: RequestOptions | None = None) -> Flow[None]:
    """Get a token, unless there is one.

    Args:
        core: What the client's calls share.
        options: Deadline and retries; others are for calls alone.

    Raises:
        APIError: There is none to be had; see `renew_token`.
    """
    core.life.check()
    if not core.tokens.needed(None, core.clock()):
        core.life.connected()
        return
    number = next(core.life.others)
    try:
        core.life.enter(number)
        retries = None if options is None else options.max_retries
        yield Exclusive(new_token(core, None, core.tokens.ticket(), retries))
        return
    except OutOfTime:
        late = None if options is None else options.deadline
    finally:
        core.life.under_way.discard(number)
        core.life.leave(number)
    raise APITimeoutError(f"Connecting: no token by the deadline of {late} s")


def farewell(core: ClientContext) -> Flow[None]:
    """Give the token back, if the client asked for it; failing that costs a warning."""
    token, watcher = core.tokens.current, core.watcher
    if token is None or not token.fetched:
        return
    began = core.clock()
    watcher.tell(TokenDeleteStarted)
    error = yield from revoke_token(core)
    name = None if error is None else type(error).__name__
    watcher.tell(TokenDeleted, error=name, seconds=core.clock() - began)
    if error is None:
        watcher.log.info("The token was given back")
    else:
        watcher.log.warning("The token could not be given back: %s", error)
