"""What makes a client: the arguments of its constructor, and what comes of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, ClassVar, Generic, Literal, TypeVar

from ..auth.credentials import Credentials
from ..auth.token_store import TokenStore
from ..config.hosts import Gateway
from ..encoding.query import ArrayFormats
from ..errors import ConfigurationError
from ..lazy import LazyModule
from ..operation import Call
from ..processes import after_fork
from ..redaction import discreet
from ..responses.mismatches import OnMismatch
from ..responses.parsing import Outcome, decode
from ..responses.raw import RawResponse
from ..retry import RetryPolicy
from ..telemetry.emitter import make_log
from ..timeouts import Timeout
from ..transport.arguments import Certificate, Wanted
from ..typos import explain_names
from .factory import Settings, authorize_url, default_options, make_core
from .shared import Shared

if TYPE_CHECKING:
    import ssl

    import httpx
else:
    ssl = LazyModule("ssl")

T = TypeVar("T")
HttpT = TypeVar("HttpT")
TransportT = TypeVar("TransportT")


class BaseClient(Shared, Generic[HttpT, TransportT]):
    """What both clients share: everything but I/O."""

    _transports: ClassVar[tuple[str, ...]] = ()
    _asynchronous: ClassVar[bool] = False

    def __init__(
        self,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        access_token: str | None = None,
        credentials: Credentials | None = None,
        profile: str | None = None,
        region: str | None = None,
        domain: str | None = None,
        gateway: Gateway | None = None,
        base_url: str | None = None,
        login_url: str | None = None,
        token_store: TokenStore | None = None,
        renew_before: float | None = None,
        revoke_on_close: bool = False,
        timeout: float | Timeout | None = 60.0,
        max_retries: int = 5,
        retry_policy: RetryPolicy | None = None,
        rate_limit: float | Literal["platform"] | None = "platform",
        http_client: HttpT | None = None,
        proxy: str | None = None,
        verify: bool | str | os.PathLike[str] | ssl.SSLContext = True,
        cert: Certificate | None = None,
        transport: TransportT | None = None,
        trust_env: bool = True,
        on_mismatch: OnMismatch = "warn",
        log_bodies: bool = False,
        array_format: ArrayFormats | None = None,
    ) -> None:
        """Set the client up; nothing is sent yet.

        Args:
            client_id: Id of an OAuth client, for the grant of client credentials.
            client_secret: Its secret.
            access_token: A bearer token to use as it is, instead of id and secret.
            credentials: An object for one of the other grants, instead of all these.
            profile: Name of a profile, whose settings count where no argument has them;
                the environment's come after.
            region: Name of the region that the API and the login host are in.
            domain: A domain of your own, instead of a region.
            gateway: A gateway before the API and the login host, instead of a region.
            base_url: Base URL of the API, instead of the one that these give.
            login_url: Base URL of the login host, likewise.
            token_store: Where tokens outlive this client.
            renew_before: Seconds before its end at which a token is renewed, but half
                of its life at most; by default a minute, but a tenth at most.
            revoke_on_close: Whether `close` takes back the token that was asked for.
            timeout: Seconds for each of connecting, sending and waiting for data, or a
                `Timeout` with one for each; None for no bound.
            max_retries: How often a call is sent again at most.
            retry_policy: How long the waits are, and what a call waits at most.
            rate_limit: Requests a minute at most, None for no limit; by default what
                the platform allows.
            http_client: An httpx client to send with; it is never closed here. What
                follows is its own business then.
            proxy: URL of a proxy; by default what the environment says.
            verify: Whom to trust: an SSLContext, a file or a folder of authorities, or
                False for everybody.
            cert: The client's certificate: a file with its key, or the two, or the two
                and the key's password.
            transport: A transport of httpx to send with; for the async client also
                ``"aiohttp"``.
            trust_env: Whether the environment may name proxies and certificates, by
                ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE`` and their like.
            on_mismatch: What to do about an answer that differs from the documents,
                besides reading and counting it: ``warn`` once for each place,
                ``ignore`` it, or ``raise`` a `ResponseMismatchError`.
            log_bodies: Whether the log at DEBUG has bodies, without what looks secret.
            array_format: How arrays stand in the query, where that differs from what
                the client was generated with: ``{"LicenseAPI": "comma"}``; see
                `RequestOptions`.

        Raises:
            ConfigurationError: Something is missing, unknown or contradictory.
        """
        settings = Settings(
            client_id=client_id,
            client_secret=client_secret,
            access_token=access_token,
            credentials=credentials,
            profile=profile,
            region=region,
            domain=domain,
            gateway=gateway,
            base_url=base_url,
            login_url=login_url,
            token_store=token_store,
            renew_before=renew_before,
            revoke_on_close=revoke_on_close,
            timeout=timeout,
            max_retries=max_retries,
            retry_policy=retry_policy,
            log_bodies=log_bodies,
            rate_limit=rate_limit,
            array_format=array_format,
        )
        network = Wanted(http_client, proxy, verify, cert, transport, trust_env)
        # They may hold secrets, and tracebacks with values would show them.
        del client_id, client_secret, access_token, credentials
        del base_url, login_url, proxy, cert
        # A client is what needs httpx; importing the package does not.
        from ..transport.httpx_sender import user_agent_part
        from ..transport.settings import check_kind, check_network, make_network

        check_network(network, self._transports)
        check_kind(network, self._asynchronous)
        self._core = make_core(self._platform, settings, user_agent_part())
        grant = self._core.tokens.grant
        called = self._core.base_url, "" if grant is None else grant.token_url
        uses_http = any(url.lower().startswith("http://") for url in called)
        self._network = make_network(network, uses_http, self._platform.distribution)
        self._mismatches = make_log(
            on_mismatch, self._core.watcher, self._platform.reference_fields
        )
        self._defaults = default_options(settings)
        self._http_client = http_client
        self._revoke_on_close = revoke_on_close
        self._prepare()
        after_fork(self._begin_anew)

    def _check_process(self) -> None:
        """Refuse connections that somebody else made in the parent process.

        Raises:
            ConfigurationError: They would be used by two processes.
        """
        if not self._is_inherited:
            return
        given = "http_client" if self._http_client is not None else "transport"
        if self._http_client is not None or self._network.has_connections:
            raise ConfigurationError(
                f"{given} was given before a fork, and its connections are those of the"
                f" parent process: make the {type(self).__name__} in each process"
            )

    @classmethod
    @discreet
    def authorize_url(
        cls,
        client_id: str,
        redirect_uri: str,
        *,
        state: str | None = None,
        scope: str | None = None,
        verifier: str | None = None,
        profile: str | None = None,
        region: str | None = None,
        domain: str | None = None,
        gateway: Gateway | None = None,
        login_url: str | None = None,
    ) -> str:
        """Return the URL where a user logs in, to be redirected with a code.

        Args:
            client_id: Id of the OAuth client.
            redirect_uri: Where the login host sends the user with ``code``, `state` in
                the query.
            state: A text that nobody can guess, to be compared with the redirect's.
            scope: Scopes, separated by spaces.
            verifier: A verifier of `PKCE.new_verifier`, for a client without a secret.
            profile: As for a client.
            region: As for a client.
            domain: As for a client.
            gateway: As for a client.
            login_url: As for a client.

        Raises:
            ConfigurationError: No login host is known, or a value cannot be right.
        """
        where = {
            "profile": profile,
            "region": region,
            "domain": domain,
            "gateway": gateway,
            "login_url": login_url,
        }
        return authorize_url(
            cls._platform,
            client_id,
            redirect_uri,
            where=where,
            state=state,
            scope=scope,
            verifier=verifier,
        )

    def _value(self, call: Call[T], outcome: Outcome) -> T:
        value: T = decode(outcome, self._mismatches)
        return value

    def _raw(self, call: Call[T], outcome: Outcome) -> RawResponse[T]:
        return RawResponse(
            outcome.answer,
            outcome.correlation_id,
            lambda: self._value(call, outcome),
        )


BaseClient.__init__ = explain_names(BaseClient.__init__)  # type: ignore[method-assign]

if TYPE_CHECKING:
    SyncBase = BaseClient[httpx.Client, httpx.BaseTransport]
    AsyncBase = BaseClient[
        httpx.AsyncClient, httpx.AsyncBaseTransport | Literal["aiohttp"]
    ]
else:  # httpx is not imported before there is a client.
    SyncBase = AsyncBase = BaseClient
