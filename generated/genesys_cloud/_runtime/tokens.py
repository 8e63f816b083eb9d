"""Bearer tokens: which one is in force, and what to ask for when none is."""

from base64 import b64encode
from typing import Any, Final
from urllib.parse import quote_plus

import msgspec

from .exchange import Incoming, Outgoing

_LONGEST_MARGIN: Final = 60.0


class Token(msgspec.Struct, frozen=True):
    """A bearer token (RFC 6750); its times are seconds of the client's clock."""

    value: str
    renew_at: float | None = None
    expires_at: float | None = None

    def __repr__(self) -> str:
        return "Token(***)"

    def due(self, now: float) -> bool:
        """Tell whether a new token should be asked for."""
        return self.renew_at is not None and now >= self.renew_at


class ClientCredentials(msgspec.Struct, frozen=True):
    """The grant of RFC 6749, section 4.4: a client's own id and secret."""

    client_id: str
    client_secret: str
    token_url: str

    def __repr__(self) -> str:
        return "ClientCredentials(***)"

    def request(self, agent: str, timeout: float | None) -> Outgoing:
        """Return the request for a token: Basic authentication and a form body."""
        # RFC 6749, section 2.3.1: both are form-encoded before they become Basic.
        pair = f"{quote_plus(self.client_id)}:{quote_plus(self.client_secret)}"
        return Outgoing(
            "POST",
            self.token_url,
            (
                ("Authorization", f"Basic {b64encode(pair.encode()).decode()}"),
                ("Content-Type", "application/x-www-form-urlencoded"),
                ("Accept", "application/json"),
                ("User-Agent", agent),
            ),
            b"grant_type=client_credentials",
            timeout,
        )


class _Granted(msgspec.Struct):
    access_token: str
    expires_in: Any = None


def granted(answer: Incoming, asked_at: float) -> Token | None:
    """Read a token from the answer to its request (RFC 6749, section 5.1).

    It is renewed a minute before it ends, or a tenth of its life before for short ones;
    the life counts from the moment of asking.

    Returns:
        The token, or None where the answer holds none.
    """
    try:
        found = msgspec.json.decode(answer.content, type=_Granted)
        life = None if found.expires_in is None else float(found.expires_in)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError, TypeError):
        return None
    if not usable(found.access_token):
        return None
    if life is None:
        return Token(found.access_token)
    margin = min(_LONGEST_MARGIN, life / 10)
    return Token(found.access_token, asked_at + life - margin, asked_at + life)


def usable(token: str) -> bool:
    """Tell whether a text is visible ASCII, as a token or a URL has to be."""
    return token.isascii() and token.isprintable() and token != "" and " " not in token


class TokenKeeper:
    """Holds the token of one client; `flow` decides when to ask for another.

    Attributes:
        current: The token in force, or None before the first.
        grant: How to get one, or None where a fixed token was given.
    """

    def __init__(self, current: Token | None, grant: ClientCredentials | None) -> None:
        self.current = current
        self.grant = grant

    def __repr__(self) -> str:
        return "TokenKeeper(***)"

    def needed(self, refused: Token | None, now: float) -> bool:
        """Tell whether a token has to be asked for.

        Args:
            refused: The token that the server no longer takes, if any.
            now: Seconds of the clock.
        """
        if self.grant is None:
            return False
        token = self.current
        return token is None or token is refused or token.due(now)
