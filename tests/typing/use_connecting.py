"""What users write to set a client up; read by mypy and pyright, like its neighbour."""

import ssl
from pathlib import Path
from typing import assert_type

import httpx

from genesys_cloud import (
    PKCE,
    AccessToken,
    AsyncGenesysCloud,
    AuthorizationCode,
    ClientCredentials,
    FileTokenStore,
    Gateway,
    GenesysCloud,
    MemoryTokenStore,
    RefreshToken,
    SAML2Bearer,
    StoredToken,
    TokenStore,
)


class Store:
    """A store of the user's own."""

    def load(self, key: str) -> StoredToken | None:
        return StoredToken(key)

    def save(self, key: str, token: StoredToken) -> None:
        assert_type(token.expires_at, float | None)

    def delete(self, key: str) -> None: ...


def log_in() -> None:
    verifier = PKCE.new_verifier()
    assert_type(verifier, str)
    url = GenesysCloud.authorize_url(
        "id", "https://me", region="us-east-1", state="s", verifier=verifier
    )
    assert_type(url, str)
    for credentials in (
        ClientCredentials("id", "secret"),
        AuthorizationCode(
            client_id="id", client_secret="s", code="c", redirect_uri="r"
        ),
        PKCE(client_id="id", code="c", redirect_uri="r", verifier=verifier),
        SAML2Bearer(client_id="id", client_secret="s", assertion="a"),
        RefreshToken(client_id="id", refresh_token="r"),
        AccessToken("token"),
    ):
        GenesysCloud(credentials=credentials, gateway=Gateway("host", port=8443))
        AsyncGenesysCloud(credentials=credentials, domain="my.example")


def keep_tokens() -> None:
    stores: list[TokenStore] = [MemoryTokenStore(), FileTokenStore(Path("x")), Store()]
    for store in stores:
        GenesysCloud(profile="work", token_store=store, refresh_before=300)
    GenesysCloud(token_store=object())  # type: ignore[arg-type]


def reach() -> None:
    GenesysCloud(proxy="http://p", verify=Path("ca.pem"), cert=("a", "b", "c"))
    GenesysCloud(verify=ssl.create_default_context(), transport=httpx.HTTPTransport())
    AsyncGenesysCloud(transport="aiohttp", verify=False)
    AsyncGenesysCloud(transport=httpx.AsyncHTTPTransport())
    # The sync client has no such transport, and takes no async one.
    GenesysCloud(transport="aiohttp")  # type: ignore[arg-type]
    GenesysCloud(transport=httpx.AsyncHTTPTransport())  # type: ignore[arg-type]
    AsyncGenesysCloud(http_client=httpx.Client())  # type: ignore[arg-type]
