"""The login host: grants, tokens, revocation (RFC 6749, 7636, 7522)."""

from __future__ import annotations

import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import unquote_plus, urlencode

from .recording import Counts

SAML2 = "urn:ietf:params:oauth:grant-type:saml2-bearer"


class GrantError(Exception):
    """Refused token request; `code` is ``error`` of RFC 6749, section 5.2."""

    def __init__(self, code: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.code = code
        self.status = status


@dataclass(frozen=True)
class Code:
    """An authorization code, and what it was given for."""

    client_id: str
    redirect_uri: str
    challenge: str = ""


class TokenIssuer:
    """Authorization server: clients, and the tokens that they have.

    Attributes:
        expires_in: Seconds that a token is good for, as responses say.
        grace: Seconds that it is good for beyond them.
        clients: Secrets by client id.
        assertions: SAML assertions that are taken, with the name of the organization.
        fixed: Tokens that are good for ever, such as a test's own.
        clock: Monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self._numbers = count(1)
        self.reset()

    def reset(self) -> None:
        """Forget all tokens and settings; numbers go on."""
        self.expires_in: float = 86_400
        self.grace: float = 0
        self.clients: dict[str, str] = {"id": "secret"}
        self.assertions: dict[str, str] = {"assertion": "org"}
        self.fixed: set[str] = {"fixed-token"}
        self._codes: dict[str, Code] = {}
        self._refresh: dict[str, str] = {}
        self._good_until: dict[str, float] = {}

    def is_valid(self, token: str) -> bool:
        """Return True if a token is valid now."""
        until = self._good_until.get(token)
        return token in self.fixed or (until is not None and self.clock() < until)

    def expire(self) -> None:
        """Let all tokens that were given run out."""
        self._good_until.clear()

    def revoke(self, token: str) -> bool:
        """Revoke a token; return True if it was valid."""
        good = self.is_valid(token)
        self._good_until.pop(token, None)
        self.fixed.discard(token)
        return good

    def authorize(self, query: Mapping[str, str]) -> str:
        """Agree to what an authorize URL asks, and return the URL to go back to."""
        if query.get("client_id") not in self.clients:
            raise GrantError("invalid_client", "client_id is unknown")
        code = f"code-{next(self._numbers)}"
        redirect_uri = query.get("redirect_uri", "")
        challenge = query.get("code_challenge", "")
        self._codes[code] = Code(query["client_id"], redirect_uri, challenge)
        response = {"code": code, "state": query.get("state", "")}
        return f"{redirect_uri}?{urlencode(response)}"

    def grant(
        self, form: Mapping[str, str], basic: str, counts: Counts
    ) -> dict[str, Any]:
        """Give a token.

        Args:
            form: The request's fields.
            basic: Its ``Authorization`` header.
            counts: Takes what was given.

        Raises:
            GrantRefused: Something is wrong or unknown.
        """
        kind = form.get("grant_type", "")
        # Applications without a secret say who they are, and prove it by other means.
        public = "client_id" in form and ("code_verifier" in form or not basic)
        client = form.get("client_id", "") if public else self._client(basic)
        refreshing = kind in ("authorization_code", "refresh_token")
        if kind == "authorization_code":
            self._take_code(form, client)
        elif kind == "refresh_token":
            if self._refresh.pop(form.get("refresh_token", ""), None) != client:
                raise GrantError("invalid_grant", "refresh_token is unknown")
        elif kind == SAML2:
            if self.assertions.get(form.get("assertion", "")) != form.get("orgName"):
                raise GrantError("invalid_grant", "the assertion is not taken")
        elif kind != "client_credentials":
            raise GrantError("unsupported_grant_type", f"{kind} is unknown")
        counts.grants[kind] += 1
        counts.granted_at = [*counts.granted_at[-9_999:], self.clock()]
        return self._token(client, refreshing)

    def _token(self, client: str, refreshing: bool) -> dict[str, Any]:
        number = next(self._numbers)
        token = f"token-{number}"
        self._good_until[token] = self.clock() + self.expires_in + self.grace
        response: dict[str, Any] = {
            "access_token": token,
            "token_type": "bearer",
            "expires_in": self.expires_in,
        }
        if refreshing:
            response["refresh_token"] = f"refresh-{number}"
            self._refresh[response["refresh_token"]] = client
        return response

    def _client(self, basic: str) -> str:
        scheme, _, packed = basic.partition(" ")
        try:
            name, _, secret = b64decode(packed, validate=True).decode().partition(":")
        except ValueError:
            scheme = name = secret = ""
        expected = self.clients.get(unquote_plus(name))
        if scheme.lower() != "basic" or expected != unquote_plus(secret):
            raise GrantError("invalid_client", "client not known or wrong secret", 401)
        return unquote_plus(name)

    def _take_code(self, form: Mapping[str, str], client: str) -> None:
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.client_id != client:
            raise GrantError("invalid_grant", "code is unknown or used up")
        if code.redirect_uri != form.get("redirect_uri"):
            raise GrantError("invalid_grant", "redirect_uri is another one")
        verifier = form.get("code_verifier", "")
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = urlsafe_b64encode(digest).decode().rstrip("=")
        if code.challenge and code.challenge != challenge:
            raise GrantError("invalid_grant", "code_verifier does not fit")
