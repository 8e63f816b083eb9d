"""Bearer tokens: the current one, its refresh time, and the forms of token requests."""

from __future__ import annotations

import copy
import math
from base64 import b64encode
from collections.abc import Mapping
from threading import Lock
from typing import Any, Final
from urllib.parse import quote_plus, urlencode

from msgspec.structs import replace

from ..errors import APIError
from ..redaction import RedactedStruct, is_visible_ascii
from ..responses.masking import Secrets
from ..timeouts import Timeout
from ..transport.messages import HttpRequest, TransportFailure
from .credentials import Credentials
from .token_store import MemoryTokenStore, StoredToken, TokenStore

_USUAL_MARGIN: Final = 60.0
_PATIENCE: Final = 10.0
"""Maximum seconds that a call waits for an early refresh."""
_LEAST: Final = 1.0
"""Minimum seconds that it waits, if its deadline allows."""
_LATER: Final = 10.0
"""Seconds between a failed early refresh and the next one."""


class Token(RedactedStruct, frozen=True):
    """Bearer token (RFC 6750), with times in seconds of the client's clock.

    Attributes:
        value: The token.
        refresh_at: Time at which to refresh it; None for never.
        expires_at: Time at which it expires; None if unknown.
        lifetime: Seconds from request to expiry.
        fetched: True if this client requested it.
    """

    value: str
    refresh_at: float | None = None
    expires_at: float | None = None
    lifetime: float | None = None
    fetched: bool = False

    def should_refresh(self, now: float) -> bool:
        """Return True if the client should request a new token."""
        return self.refresh_at is not None and now >= self.refresh_at

    def is_expired(self, now: float) -> bool:
        """Return True if the token has expired."""
        return self.expires_at is not None and now >= self.expires_at

    def is_valid(self, now: float) -> bool:
        """Return True if the token is known to stay valid for some time."""
        return self.expires_at is not None and now < self.expires_at


class TokenResponse(RedactedStruct, frozen=True):
    """Parsed response of a token endpoint."""

    token: Token
    refresh_token: str | None


class Grant(RedactedStruct, frozen=True):
    """Token requests of one client.

    Attributes:
        credentials: Credentials of the requests.
        token_url: Token endpoint (RFC 6749, section 3.2).
        extra: Fields that the platform requires in addition to those of the grant.
    """

    credentials: Credentials
    token_url: str
    extra: Mapping[str, str] = {}

    def first_form(self) -> dict[str, str] | None:
        """Return the form of the credentials, or None if they have none."""
        form = self.credentials.form()
        return None if form is None else {**form, **self.extra}

    def refresh_form(self, refresh_token: str) -> dict[str, str]:
        """Return the form of a refresh request (RFC 6749, section 6)."""
        return {"grant_type": "refresh_token", "refresh_token": refresh_token}

    def request(
        self,
        form: dict[str, str],
        agent: str,
        timeout: float | Timeout | None,
        secrets: Secrets | None = None,
    ) -> HttpRequest:
        """Return a token request.

        A client with a secret shows it as Basic authentication, one without is named in
        the form (RFC 6749, sections 2.3.1 and 4.1.3).
        """
        headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Accept", "application/json"),
            ("User-Agent", agent),
        ]
        if self.credentials.secret is None:
            form = {**form, "client_id": self.credentials.client}
        else:
            headers.insert(0, ("Authorization", f"Basic {self._basic()}"))
        return HttpRequest(
            "POST",
            self.token_url,
            tuple(headers),
            urlencode(form).encode(),
            timeout,
            dedicated_connection=True,
            secrets=secrets,
        )

    def secrets(self) -> tuple[str, ...]:
        """Return the secrets, which must not appear in messages."""
        sent = self.credentials
        found = (sent.secret, sent.user_key, getattr(sent, "verifier", None))
        basic = "" if self.credentials.secret is None else self._basic()
        return tuple(text for text in (*found, basic) if text)

    def key(self) -> str:
        """Return the name of this grant's token in a store.

        It is a hash of login host, client, grant and user. It contains no secret that
        people may choose.
        """
        from hashlib import sha256

        names = (
            self.token_url,
            self.credentials.client,
            self.credentials.grant,
            *sorted(self.extra.items()),
            self.credentials.user_key,
        )
        return sha256(repr(names).encode()).hexdigest()

    def _basic(self) -> str:
        # RFC 6749, section 2.3.1: both are form-encoded before they become Basic.
        client, secret = self.credentials.client, self.credentials.secret or ""
        return b64encode(f"{quote_plus(client)}:{quote_plus(secret)}".encode()).decode()


def margin(lifetime: float, refresh_before: float | None) -> float:
    """Return how many seconds before its expiry a token is refreshed.

    The user's choice is limited to half of the lifetime. The default of a minute is
    limited to a tenth of it.
    """
    if refresh_before is None:
        return min(_USUAL_MARGIN, lifetime / 10)
    return min(refresh_before, lifetime / 2)


class TokenManager:
    """Holds the token of one client; `authenticator` asks for another.

    Attributes:
        current: The token in force, or None before the first.
        grant: Token requests; None for a fixed access token.
        refresh: Current refresh token, if any.
        has_spent_credentials: True if the client has sent its single-use credentials.
        is_inherited: True if the token is from before a fork.
        store: Store that keeps tokens beyond this client, if any.
        key: Name of this client's token in the store.
        refresh_before: Seconds before its expiry at which a token is refreshed; None
            for the default.
    """

    def __init__(
        self,
        current: Token | None,
        grant: Grant | None,
        *,
        store: TokenStore | None = None,
        refresh_before: float | None = None,
    ) -> None:
        self.secrets: Secrets = Secrets(*(() if grant is None else grant.secrets()))
        self.current = current
        self.grant = grant
        self.refresh: str | None = None
        if grant is not None:
            self.refresh = getattr(grant.credentials, "refresh_token", None)
        self.secrets.add(self.refresh, None if current is None else current.value)
        self.has_spent_credentials: bool = False
        self.is_inherited = False
        self.store = store
        self.key: str = "" if grant is None or store is None else grant.key()
        self.refresh_before = refresh_before
        self._lock = Lock()
        self._claimed_until = -math.inf
        self._tried: Token | None = None
        self._not_before = 0.0
        self._refresh_count = 0
        self._failure: APIError | None = None

    def __repr__(self) -> str:
        return "TokenManager(***)"

    def redact(self, failure: TransportFailure) -> None:
        """Redact the secrets in a failure."""
        failure.args = tuple(self.secrets.mask(str(text)) for text in failure.args)
        if failure.response is not None:
            failure.response = self.secrets.mask_response(failure.response)

    def for_child(self) -> TokenManager:
        """Return a copy for a child process.

        The child may use the token, but only the parent revokes it. Single-use
        credentials stay with the parent, unless both share a token store.
        """
        token = self.current
        if token is not None:
            token = replace(token, fetched=False)
        child = TokenManager(
            token, self.grant, store=self.store, refresh_before=self.refresh_before
        )
        child.secrets, child.is_inherited, child.has_spent_credentials = (
            self.secrets,
            True,
            self.has_spent_credentials,
        )
        child.refresh = self.refresh
        if child.store is None or isinstance(child.store, MemoryTokenStore):
            child.drop_single_use()
        return child

    def drop_single_use(self) -> None:
        """Drop single-use credentials, which stay with the parent process."""
        self.refresh = None
        if self.grant is not None and not self.grant.credentials.reusable:
            self.has_spent_credentials = True

    def disable_store(self) -> None:
        """Continue without the store after it failed."""
        self.store = None
        if self.is_inherited:
            self.drop_single_use()

    def should_request(self, rejected: Token | None, now: float) -> bool:
        """Return True if the client should request a token, early or not."""
        if self.grant is None:
            return False
        token = self.current
        return token is None or token is rejected or token.should_refresh(now)

    def should_wait(self, rejected: Token | None, now: float) -> bool:
        """Return True if calls must wait for a token request."""
        if self.grant is None:
            return False
        token = self.current
        return token is None or token is rejected or token.is_expired(now)

    def begin_early_refresh(self, now: float, deadline: float | None) -> float | None:
        """Begin an early refresh, unless another caller has.

        The caller must call `end_early_refresh` afterwards.

        Args:
            now: Seconds of the clock.
            deadline: Deadline of the caller's call, if any.

        Returns:
            Time limit of the refresh, which leaves time for the call with the current
            token; None if another caller refreshes, or a refresh has just failed.
        """
        token = self.current
        if token is None or token.expires_at is None:
            return None
        with self._lock:
            put_off = token is self._tried and now < self._not_before
            if now < self._claimed_until or put_off:
                return None
            # Whoever gave up on a token that is about to end would ask for another at
            # once.
            patience = min(_PATIENCE, max(_LEAST, (token.expires_at - now) / 2))
            if deadline is not None:
                patience = min(patience, max(0.0, deadline - now) / 2)
            self._claimed_until, self._tried = now + patience, token
            return now + patience

    def end_early_refresh(self, now: float) -> None:
        """End an early refresh; one that failed is tried again later."""
        self._not_before = now + _LATER
        self._claimed_until = -math.inf

    def refresh_count(self) -> int:
        """Return the number of finished token requests, for callers that wait."""
        return self._refresh_count

    def end_refresh(self, failure: APIError | None) -> None:
        """Record the outcome of a token request, for callers that wait."""
        self._refresh_count += 1
        self._failure = failure

    def failure_since(self, refresh_count: int) -> APIError | None:
        """Return the error of a token request that ended while a caller waited, if any.

        All callers that waited share the failure: if each of them sent a new request,
        one after the other, the last would wait for all.
        """
        if refresh_count == self._refresh_count or self._failure is None:
            return None
        # One object raised in several threads would mix up their tracebacks.
        return copy.copy(self._failure)

    def set_current(self, response: TokenResponse) -> None:
        """Make a new token the current one."""
        self.secrets.add(response.token.value, response.refresh_token)
        self.current = response.token
        if self.grant is not None and self.grant.credentials.refreshable:
            self.refresh = response.refresh_token or self.refresh

    def to_store(self, now: float, wall_now: float) -> StoredToken | None:
        """Return the current token in the form of the store."""
        token = self.current
        if token is None:
            return None
        left = None if token.expires_at is None else token.expires_at - now
        return StoredToken(
            token.value,
            None if left is None else wall_now + left,
            token.lifetime,
            self.refresh,
        )

    def from_store(self, stored: StoredToken, now: float, wall_now: float) -> Token:
        """Convert a stored token to the times of this client's clock.

        A value that no header can carry counts as expired.
        """
        value: Any = stored.access_token
        self.secrets.add(*(t for t in (value, stored.refresh_token) if t))
        if not isinstance(value, str) or not is_visible_ascii(value):
            return Token("", now, now)
        if stored.expires_at is None:
            return Token(stored.access_token)
        left = stored.expires_at - wall_now
        lifetime = stored.lifetime or max(left, 0.0)
        ends = now + left
        refresh_at = ends - margin(lifetime, self.refresh_before)
        return Token(stored.access_token, refresh_at, ends, lifetime)
