"""Network settings of a client: proxy, certificates, transport."""

from __future__ import annotations

import os
import ssl
from importlib import import_module
from typing import Any, Final

from ..errors import ConfigurationError, warn_caller
from ..processes import delayed_forks
from ..redaction import RedactedStruct, Secret
from .arguments import TransportArguments
from .proxies import Proxies, environment_proxies, explicit_proxies

_AIOHTTP: Final = "aiohttp"


class Network(RedactedStruct, frozen=True, kw_only=True):
    """Network settings.

    Attributes:
        proxies: Proxies, if the transport is the client's own.
        context: TLS settings; None for the default.
        transport: httpx transport to use, or ``aiohttp``.
        trust_env: True if the environment may name the trusted authorities.
    """

    proxies: Proxies = Proxies()
    context: ssl.SSLContext | None = None
    transport: Any = None
    trust_env: bool = True

    @property
    def has_transport(self) -> bool:
        """True if the user's transport opens the connections."""
        return self.transport is not None and not isinstance(self.transport, str)

    @property
    def has_connections(self) -> bool:
        """True if the transport can have connections, unlike mock transports."""
        import httpx

        in_process = (httpx.MockTransport, httpx.WSGITransport, httpx.ASGITransport)
        return self.has_transport and not isinstance(self.transport, in_process)

    def tls_context(self) -> ssl.SSLContext:
        """Return the TLS settings, or create the default."""
        import httpx

        if self.context is not None:
            return self.context
        with delayed_forks():
            return httpx.create_ssl_context(trust_env=self.trust_env)


def check_network(arguments: TransportArguments, named: tuple[str, ...]) -> None:
    """Raise if network arguments contradict each other.

    Raises:
        ConfigurationError: Arguments contradict each other, or have the wrong type.
    """
    if not isinstance(arguments.trust_env, bool):
        raise ConfigurationError("trust_env must be True or False")
    names = ("proxy", "cert", "transport")
    given = [name for name in names if getattr(arguments, name) is not None]
    if arguments.verify is not True:
        given.append("verify")
    if arguments.http_client is not None and not arguments.trust_env:
        given.append("trust_env")
    if arguments.http_client is not None and given:
        raise ConfigurationError(
            f"http_client has its own {', '.join(given)}: set them there"
        )
    if isinstance(arguments.transport, str):
        if arguments.transport not in named:
            known = f", or the name {', '.join(named)}" if named else ""
            raise ConfigurationError(f"transport must be an httpx transport{known}")
    elif arguments.transport is not None and len(given) > 1:
        raise ConfigurationError(
            f"transport has its own {', '.join(n for n in given if n != 'transport')}:"
            " set them there"
        )


def make_network(
    arguments: TransportArguments, uses_http: bool, distribution: str
) -> Network:
    """Return the network settings, with proxies and certificates.

    Raises:
        ConfigurationError: A proxy cannot be used, a file cannot be read, or a
            transport is not installed.
    """
    named = isinstance(arguments.transport, str)
    if arguments.http_client is not None or (
        arguments.transport is not None and not named
    ):
        return Network(transport=arguments.transport)
    over_aiohttp = arguments.transport == _AIOHTTP
    if over_aiohttp:
        _check_aiohttp(distribution)
    proxies = Proxies()
    if arguments.proxy is not None:
        url = Secret(arguments.proxy)
        proxies = url.map(lambda given: explicit_proxies(given, over_aiohttp)).value
    elif arguments.trust_env:
        found = Secret(os.environ).map(
            lambda given: environment_proxies(given, uses_http, over_aiohttp)
        )
        proxies, left_out = found.value
        for text in left_out:
            warn_caller(text, RuntimeWarning)
    with delayed_forks():
        context = _tls_context(arguments)
    return Network(
        proxies=proxies,
        context=context,
        transport=arguments.transport,
        trust_env=arguments.trust_env,
    )


def _check_aiohttp(distribution: str) -> None:
    try:
        import_module(".aiohttp_transport", __package__)
    except ImportError as error:
        missing = error.name
    else:
        return
    raise ConfigurationError(
        f'transport="aiohttp" needs the package {missing}:'
        f' pip install "{distribution}[aiohttp]"'
    )


def check_kind(arguments: TransportArguments, asynchronous: bool) -> None:
    """Raise if an httpx client or transport is not sync or async like the client.

    Raises:
        ConfigurationError: It is of the other kind, or something else.
    """
    import httpx

    client, transport = (
        (httpx.AsyncClient, httpx.AsyncBaseTransport)
        if asynchronous
        else (httpx.Client, httpx.BaseTransport)
    )
    for name, kind in (("http_client", client), ("transport", transport)):
        given: object = getattr(arguments, name)
        is_named = name == "transport" and isinstance(given, str)
        if given is None or is_named or isinstance(given, kind):
            continue
        got = type(given)
        # httpx2 and others have classes of the same names.
        module = "" if got.__module__ == "builtins" else f"{got.__module__}."
        raise ConfigurationError(
            f"{name} must be an httpx.{kind.__name__}, not {module}{got.__qualname__}"
        )


def _tls_context(arguments: TransportArguments) -> ssl.SSLContext | None:
    verify = arguments.verify
    if verify is True and arguments.cert is None:
        return _environment_tls_context() if arguments.trust_env else None
    if isinstance(verify, ssl.SSLContext):
        if arguments.cert is not None:
            raise ConfigurationError(
                "cert must be loaded into the SSLContext of verify"
            )
        return verify
    import httpx

    try:
        if isinstance(verify, bool):
            context = httpx.create_ssl_context(
                verify=verify, trust_env=arguments.trust_env
            )
        elif os.path.isdir(verify):
            context = ssl.create_default_context(capath=verify)
        else:
            context = ssl.create_default_context(cafile=verify)
    except (OSError, TypeError, ValueError) as error:
        raise ConfigurationError(f"verify: {_reason(error)}") from None
    if arguments.cert is not None:
        try:
            one = isinstance(arguments.cert, (str, os.PathLike))
            context.load_cert_chain(*((arguments.cert,) if one else arguments.cert))
        except (OSError, TypeError, ValueError) as error:
            raise ConfigurationError(f"cert: {_reason(error)}") from None
    return context


def _environment_tls_context() -> ssl.SSLContext | None:
    """Read the certificate authorities of the environment, as httpx does.

    Raises:
        ConfigurationError: They cannot be read.
    """
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if not (path := os.environ.get(name)):
            continue
        is_file = name == "SSL_CERT_FILE"
        try:
            if is_file:
                return ssl.create_default_context(cafile=path)
            os.listdir(path)
            return ssl.create_default_context(capath=path)
        except OSError as error:
            reason = _reason(error)
        raise ConfigurationError(
            f"{name}={path!r}: {reason}: correct it, pass verify=, or ignore it with"
            " trust_env=False"
        )
    return None


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "the file must contain a certificate and its key"
    if isinstance(error, OSError):
        return f"cannot read the file: {error.strerror}"
    return "must be a path, an SSLContext or a tuple of paths"
