"""The arguments of a client that are about the network."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..redaction import RedactedStruct

Certificate: TypeAlias = str | tuple[str, str] | tuple[str, str, str]
"""Client certificate: a file with its key, or certificate, key and password."""


class TransportArguments(RedactedStruct, frozen=True):
    """Network arguments of a client's constructor.

    Attributes:
        http_client: httpx client with its own settings.
        proxy: URL of a proxy.
        verify: Trusted certificate authorities.
        cert: The client's certificate (mTLS).
        transport: httpx transport, or a name of one.
        trust_env: True if the environment may name proxies and certificates.
    """

    http_client: Any
    proxy: Any
    verify: Any
    cert: Any
    transport: Any
    trust_env: Any = True
