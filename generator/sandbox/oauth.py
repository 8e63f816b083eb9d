"""The login host: grants, tokens, revocation (RFC 6749, 7636, 7522)."""

from __future__ import annotations

import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import (
    SplitResult,
    parse_qsl,
    unquote_plus,
    urlencode,
    urlsplit,
    urlunsplit,
)

from .recording import Counts
from .settings import Settings

SAML2 = "urn:ietf:params:oauth:grant-type:saml2-bearer"

_CODE_LIFE = 600.0
"""Seconds until an authorization code expires (RFC 6749, section 4.1.2)."""


class GrantError(Exception):
    """Refused token request; `code` is ``error`` of RFC 6749, section 5.2."""

    def __init__(self, code: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Code:
    """An authorization code, and the request that it belongs to."""

    client_id: str
    redirect_uri: str
    challenge: str
    expires_at: float


class TokenIssuer:
    """Authorization server: clients, and the tokens that they have.

    Attributes:
        token_life: Seconds that a token is valid, as responses state.
        grace: Seconds that it is valid beyond them.
        clients: Secrets by client id.
        fixed: Tokens that never expire.
        clock: Monotonic seconds.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._settings = settings
        self._numbers = count(1)
        self.reset()

    def reset(self) -> None:
        """Forget all tokens; numbers go on."""
        self.token_life = self._settings.token_life
        self.grace = 0.0
        self.clients = {self._settings.client_id: self._settings.client_secret}
        self.fixed: set[str] = set()
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, str] = {}
        self._good_until: dict[str, float] = {}

    def is_valid(self, token: str) -> bool:
        """Return True if a token is valid now."""
        until = self._good_until.get(token)
        return token in self.fixed or (until is not None and self.clock() < until)

    def expire(self) -> None:
        """Let all tokens expire."""
        self._good_until.clear()

    def revoke(self, token: str) -> bool:
        """Revoke a token; return True if it was valid."""
        good = self.is_valid(token)
        self._good_until.pop(token, None)
        self.fixed.discard(token)
        return good

    def authorize(self, query: Mapping[str, str]) -> str:
        """Agree to an authorization request, and return the URL of its redirect.

        Raises:
            GrantError: The request is wrong, so there is nothing to redirect to.
        """
        client, redirect_uri = query.get("client_id", ""), query.get("redirect_uri", "")
        self._check_client(client)
        target = _split(redirect_uri)
        if target is None or not target.scheme or target.fragment:
            raise GrantError("invalid_request", "redirect_uri must be an absolute URL")
        if query.get("response_type") != "code":
            raise GrantError("unsupported_response_type", "response_type must be code")
        challenge = query.get("code_challenge", "")
        if challenge and query.get("code_challenge_method") != "S256":
            raise GrantError("invalid_request", "code_challenge_method must be S256")
        code = f"code-{next(self._numbers)}"
        self._codes[code] = Code(
            client, redirect_uri, challenge, self.clock() + _CODE_LIFE
        )
        pairs = [*parse_qsl(target.query, keep_blank_values=True), ("code", code)]
        if "state" in query:
            pairs.append(("state", query["state"]))
        return urlunsplit(target._replace(query=urlencode(pairs)))

    def grant(
        self, form: Mapping[str, str], basic: str, counts: Counts
    ) -> dict[str, Any]:
        """Give a token.

        Args:
            form: The request's fields.
            basic: Its ``Authorization`` header.
            counts: Takes what was given.

        Raises:
            GrantError: The request is wrong, or something in it unknown.
        """
        kind = form.get("grant_type", "")
        refreshes = kind in ("authorization_code", "refresh_token")
        # A client without a secret only names itself (RFC 6749, section 3.2.1).
        is_public = refreshes and not basic
        client = form.get("client_id", "") if is_public else self._client(basic)
        self._check_client(client)
        if kind == "authorization_code":
            self._take_code(form, client, is_public=is_public)
        elif kind == "refresh_token":
            if self._refresh.pop(form.get("refresh_token", ""), None) != client:
                raise GrantError("invalid_grant", "refresh_token is unknown")
        elif kind == SAML2:
            if not form.get("assertion"):
                raise GrantError("invalid_request", "assertion is missing")
        elif kind != "client_credentials":
            raise GrantError("unsupported_grant_type", f"{kind} is unknown")
        counts.grants[kind] += 1
        counts.granted_at = [*counts.granted_at[-9_999:], self.clock()]
        return self._token(client, refreshes=refreshes)

    def _token(self, client: str, *, refreshes: bool) -> dict[str, Any]:
        number = next(self._numbers)
        token = f"token-{number}"
        self._good_until[token] = self.clock() + self.token_life + self.grace
        response: dict[str, Any] = {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": _whole(self.token_life),
        }
        if refreshes:
            response["refresh_token"] = f"refresh-{number}"
            self._refresh[response["refresh_token"]] = client
        return response

    def _client(self, basic: str) -> str:
        """Return the client of an ``Authorization`` header, whose secret is right."""
        scheme, _, packed = basic.partition(" ")
        try:
            name, _, secret = b64decode(packed, validate=True).decode().partition(":")
        except ValueError:
            scheme = name = secret = ""
        if scheme.lower() != "basic":
            raise GrantError("invalid_client", "Authorization must be Basic", 401)
        client = unquote_plus(name)
        self._check_client(client)
        if self.clients.get(client, unquote_plus(secret)) != unquote_plus(secret):
            raise GrantError("invalid_client", "client_secret is wrong", 401)
        return client

    def _check_client(self, client: str) -> None:
        if client not in self.clients and not (client and self._settings.any_client):
            raise GrantError("invalid_client", f"client_id {client!r} is unknown", 401)

    def _take_code(
        self, form: Mapping[str, str], client: str, *, is_public: bool
    ) -> None:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.client_id != client or code.expires_at <= self.clock():
            raise GrantError("invalid_grant", "code is unknown, used up or expired")
        if code.redirect_uri != form.get("redirect_uri"):
            raise GrantError("invalid_grant", "redirect_uri is another one")
        verifier = form.get("code_verifier", "")
        if is_public and not code.challenge:
            raise GrantError("invalid_grant", "a client without a secret needs PKCE")
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        if (code.challenge or verifier) and code.challenge != challenge:
            raise GrantError("invalid_grant", "code_verifier does not fit")


def _split(url: str) -> SplitResult | None:
    """Return the parts of a URL, None if it is not one."""
    try:
        return urlsplit(url)
    except ValueError:
        return None


def _whole(seconds: float) -> int | float:
    """Return seconds as an int if they are whole."""
    return int(seconds) if seconds == int(seconds) else seconds
