"""Credentials that a client sends to the login host, or its token.

One small class for each grant of OAuth 2.0. None of them does anything by itself: give
one to a client as ``credentials=``.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from ..errors import ConfigurationError
from ..public import public
from ..redaction import RedactedStruct, Secret, is_visible_ascii
from ..typos import NamesMeta

_VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")


class Credentials(RedactedStruct, metaclass=NamesMeta, frozen=True):
    """Base of all credentials; make one of the classes below instead.

    Raises:
        ConfigurationError: A value is empty, invalid or of the wrong type.
    """

    grant: ClassVar[str] = ""
    """Name of the grant."""
    reusable: ClassVar[bool] = True
    """True if a second token request can use the same credentials."""
    refreshable: ClassVar[bool] = True
    """True if the client uses the refresh token of a token response."""
    optional: ClassVar[tuple[str, ...]] = ()
    """Names of the fields that can be None."""
    user_field: ClassVar[str] = ""
    """Name of the field that belongs to a user, if any."""
    form_fields: ClassVar[Mapping[str, str] | None] = None
    """Names of fields by their names in a token request; None without a request."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            given: Secret[Any] = Secret(getattr(self, name))
            if given.value is None and name in self.optional:
                continue
            if not isinstance(given.value, str) or not given.value:
                raise ConfigurationError(
                    f"{type(self).__name__}: {name} must be a non-empty str"
                )

    @property
    def client(self) -> str:
        """Id of the OAuth client."""
        return str(getattr(self, "client_id", ""))

    @property
    def secret(self) -> str | None:
        """Secret of the OAuth client, None for one that has none."""
        return getattr(self, "client_secret", None)

    @property
    def user_key(self) -> str:
        """Key that distinguishes the tokens of users of one OAuth client."""
        return str(getattr(self, self.user_field, ""))

    def form(self) -> dict[str, str] | None:
        """Return the form of a token request, or None if there is none."""
        if self.form_fields is None:
            return None
        fields = {key: getattr(self, name) for key, name in self.form_fields.items()}
        return {"grant_type": self.grant, **fields}


@public
class ClientCredentials(Credentials, frozen=True):
    """Client credentials (RFC 6749, section 4.4): id and secret of a client.

    The client requests a new token before the old one expires.
    """

    grant = "client_credentials"
    refreshable = False
    form_fields: ClassVar[Mapping[str, str] | None] = {}

    client_id: str
    client_secret: str


@public
class AuthorizationCode(Credentials, frozen=True, kw_only=True):
    """Authorization code of a user, for an application with a secret (RFC 6749, 4.1).

    A code works once. The client refreshes the token with the refresh token of its
    response.

    Attributes:
        client_id: Id of the OAuth client.
        client_secret: Secret of the OAuth client.
        code: Code from the query of the redirect.
        redirect_uri: Redirect URL, as in the authorize URL.
    """

    grant = "authorization_code"
    reusable = False
    user_field = "code"
    form_fields: ClassVar[Mapping[str, str] | None] = {
        "code": "code",
        "redirect_uri": "redirect_uri",
    }

    client_id: str
    client_secret: str
    code: str
    redirect_uri: str


@public
class PKCE(Credentials, frozen=True, kw_only=True):
    """Authorization code of a user, for an application without a secret (RFC 7636).

    Create a verifier with `new_verifier`, and send the user to the client class's
    ``authorize_url(..., verifier=verifier)``. Keep the verifier until the redirect has
    the code.

    Attributes:
        client_id: Id of the OAuth client.
        code: Code from the query of the redirect.
        redirect_uri: Redirect URL, as in the authorize URL.
        verifier: Verifier whose challenge is in the authorize URL.
    """

    grant = "authorization_code"
    reusable = False
    user_field = "code"
    form_fields: ClassVar[Mapping[str, str] | None] = {
        "code": "code",
        "redirect_uri": "redirect_uri",
        "code_verifier": "verifier",
    }

    client_id: str
    code: str
    redirect_uri: str
    verifier: str

    def __post_init__(self) -> None:
        super().__post_init__()
        _check_verifier(Secret(self.verifier))

    @staticmethod
    def new_verifier() -> str:
        """Return a random verifier (RFC 7636, section 4.1)."""
        from secrets import token_urlsafe

        return token_urlsafe(64)

    @staticmethod
    def challenge(verifier: str) -> str:
        """Return the ``S256`` challenge of a verifier (RFC 7636, section 4.2).

        Raises:
            ConfigurationError: The verifier is invalid.
        """
        from base64 import urlsafe_b64encode
        from hashlib import sha256

        given = Secret(verifier)
        del verifier
        _check_verifier(given)
        digest = sha256(given.value.encode("ascii")).digest()
        return urlsafe_b64encode(digest).decode("ascii").rstrip("=")


@public
class SAML2Bearer(Credentials, frozen=True, kw_only=True):
    """SAML 2 assertion of an identity provider (RFC 7522).

    Attributes:
        client_id: Id of the OAuth client.
        client_secret: Secret of the OAuth client.
        assertion: Base64 assertion of the identity provider.
        organization: Name of the organization, for platforms that require one.
    """

    grant = "urn:ietf:params:oauth:grant-type:saml2-bearer"
    optional: ClassVar[tuple[str, ...]] = ("organization",)
    user_field = "assertion"
    form_fields: ClassVar[Mapping[str, str] | None] = {"assertion": "assertion"}

    client_id: str
    client_secret: str
    assertion: str
    organization: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if "<" in self.assertion:
            raise ConfigurationError("SAML2Bearer: assertion must be base64, not XML")


@public
class RefreshToken(Credentials, frozen=True, kw_only=True):
    """Refresh token of an earlier login (RFC 6749, section 6).

    Attributes:
        client_id: Id of the OAuth client.
        refresh_token: Refresh token.
        client_secret: Secret of the OAuth client, or None if it has none.
    """

    grant = "refresh_token"
    reusable = False
    optional: ClassVar[tuple[str, ...]] = ("client_secret",)
    user_field = "refresh_token"

    client_id: str
    refresh_token: str
    client_secret: str | None = None


@public
class AccessToken(Credentials, frozen=True):
    """Bearer token that the client uses unchanged and does not refresh."""

    token: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if not is_visible_ascii(self.token):
            raise ConfigurationError(
                "access_token must be visible ASCII without spaces"
            )


def _check_verifier(verifier: Secret[Any]) -> None:
    if not isinstance(verifier.value, str) or not _VERIFIER.fullmatch(verifier.value):
        raise ConfigurationError(
            "verifier must be 43 to 128 letters, digits, '-', '.', '_' or '~': use"
            " PKCE.new_verifier()"
        )
