"""How a token is asked for: the flow that all calls of a client share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import login_error
from .exchange import Incoming, TransportFailure
from .failures import connection_error
from .retries import repeatable_status, retry_after
from .steps import Flow, Send, Sleep
from .tokens import Token, granted

if TYPE_CHECKING:
    from .flow import Core


def renew_token(core: Core, refused: Token | None) -> Flow[None]:
    """Ask for a token, unless another caller did so in the meantime.

    Raises:
        AuthenticationFailed: The login host refused.
        APIConnectionError: It could not be reached.
        APITimeoutError: It did not answer in time.
    """
    tokens, grant = core.tokens, core.tokens.grant
    if grant is None or not tokens.needed(refused, core.clock()):
        return
    outgoing = grant.request(core.agent, core.timeout)
    retries = 0
    while True:
        asked_at = core.clock()
        try:
            answer: Incoming = yield Send(outgoing)
        except TransportFailure as failure:
            # Asking twice does no harm, so whether it reached the host is no matter.
            if failure.final or retries >= core.max_retries:
                raise connection_error(
                    failure,
                    "The login host",
                    method="POST",
                    url=outgoing.url,
                    attempts=retries + 1,
                ) from None
            waits: float | None = None
        else:
            token = granted(answer, asked_at) if answer.status == 200 else None
            if token is not None:
                tokens.current = token
                return
            waits = retry_after(answer, core.wall_clock)
            if not _login_passing(core, answer.status, retries, waits):
                raise login_error(outgoing, answer)
        yield Sleep(max(core.policy.backoff(retries, core.random), waits or 0.0))
        retries += 1


def _login_passing(core: Core, status: int, retries: int, waits: float | None) -> bool:
    passing = status == 429 or repeatable_status("GET", status, waits)
    patient = (waits or 0.0) <= core.policy.longest_wait
    return passing and patient and retries < core.max_retries
