"""Options of ``serve`` about the login, rate limits and faults."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..quantities import parse_duration, parse_failure, parse_rate, parse_share

if TYPE_CHECKING:
    from ..sandbox import FaultRates


def _parser(parse_text: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a parser of an option whose errors state the expected text."""

    def parse(text: str) -> Any:
        try:
            return parse_text(text)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return parse


TokenLife = Annotated[
    float,
    typer.Option(
        "--token-life", help="Seconds until a token expires.", metavar="SECONDS", min=1
    ),
]
AnyClient = Annotated[
    bool, typer.Option("--any-client", help="Accept every client id and secret.")
]
RateLimit = Annotated[
    Any,
    typer.Option(
        "--rate-limit",
        help="Requests that a token may send, such as 300/min or 20/s.",
        metavar="RATE",
        parser=_parser(parse_rate),
        show_default="no limit",
    ),
]
Fail = Annotated[
    list[Any] | None,
    typer.Option(
        "--fail",
        help="Share of the requests that get a status, such as 503:5%. Repeatable.",
        metavar="STATUS:SHARE",
        parser=_parser(parse_failure),
    ),
]
Cut = Annotated[
    Any,
    typer.Option(
        "--cut",
        help="Share of the connections that the server cuts, such as 1%.",
        metavar="SHARE",
        parser=_parser(parse_share),
        show_default="none",
    ),
]
Latency = Annotated[
    Any,
    typer.Option(
        "--latency",
        help="Delay of every response, such as 50ms.",
        metavar="DURATION",
        parser=_parser(parse_duration),
        show_default="none",
    ),
]


def check_shares(failures: list[Any] | None, cuts: float | None) -> None:
    """End the command if there are more faults than requests."""
    if sum(dict(failures or ()).values()) + (cuts or 0.0) > 1:
        raise typer.BadParameter("the shares of --fail and --cut must be at most 100%")


def fault_rates(
    failures: list[Any] | None, cuts: float | None, latency: float | None, seed: int
) -> "FaultRates":
    """Return the faults of the options."""
    from ..sandbox import FaultRates

    return FaultRates(
        failures=dict(failures or ()),
        cuts=cuts or 0.0,
        latency=latency or 0.0,
        seed=seed,
    )
