"""The base of both clients: constructor, options, state, counters and events."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

from ..auth.credentials import Credentials
from ..auth.token_store import TokenStore
from ..config.hosts import Gateway
from ..config.options import RequestOptions, merge_options
from ..config.platform import Platform
from ..config.sources import from_arguments
from ..encoding.query import ArrayFormats
from ..engine.call import revoke_token_on_close
from ..engine.context import ClientContext
from ..errors import ClientClosedError, ConfigurationError, ResponseMismatch
from ..lazy import LazyModule
from ..operation import Call
from ..processes import after_fork
from ..redaction import Secret
from ..responses.mismatches import MismatchLog, OnMismatch, UndocumentedField
from ..responses.parsing import Outcome, decode
from ..responses.raw import RawResponse
from ..retry import RetryPolicy
from ..steps import Flow
from ..telemetry.emitter import make_mismatch_log
from ..telemetry.events import ClientState, Event
from ..telemetry.stats import Stats
from ..timeouts import Timeout, deadline_after
from ..transport.arguments import Certificate, TransportArguments
from ..typos import explain_names, suggests_attributes
from .factory import Settings, authorize_url, default_options, make_context

if TYPE_CHECKING:
    import ssl

    import httpx
else:
    ssl = LazyModule("ssl")

E = TypeVar("E", bound=Event)
T = TypeVar("T")
HttpT = TypeVar("HttpT")
TransportT = TypeVar("TransportT")


@suggests_attributes
class BaseClient(Generic[HttpT, TransportT]):
    """Base of both clients: everything but I/O.

    A client and its copies share all but the options.
    """

    _platform: ClassVar[Platform]
    _context: ClientContext
    _revoke_on_close: bool = False
    _defaults: RequestOptions | None = None
    _is_copy: bool = False
    _is_copy_closed: bool = False
    _is_inherited: bool = False
    _mismatches: MismatchLog
    _runner: Any
    _transports: ClassVar[tuple[str, ...]] = ()
    _asynchronous: ClassVar[bool] = False

    @explain_names
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
        refresh_before: float | None = None,
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
        """Set up the client, without sending anything.

        Args:
            client_id: Id of an OAuth client, for client credentials.
            client_secret: Secret of the OAuth client.
            access_token: Bearer token, instead of id and secret. The client does not
                refresh it.
            credentials: Object for another grant, instead of these.
            profile: Name of a profile. Its settings apply where no argument sets them,
                and take precedence over the environment.
            region: Name of the region of the API and the login host.
            domain: Custom domain, instead of a region.
            gateway: Gateway in front of API and login host, instead of a region.
            base_url: Base URL of the API, instead of that of the region.
            login_url: Base URL of the login host, likewise.
            token_store: Store that keeps tokens beyond this client.
            refresh_before: Seconds before its expiry at which the client refreshes a
                token, at most half of its lifetime. The default is 60, at most a tenth.
            revoke_on_close: True if `close` revokes the token of the client.
            timeout: Seconds for each of connecting, sending and waiting for data, or a
                `Timeout` with one for each; None for no timeout.
            max_retries: Maximum number of retries of a call.
            retry_policy: Backoff and limits of retries.
            rate_limit: Maximum requests per minute, or None for no limit. The default
                is the platform's limit.
            http_client: Your own httpx client, which the client never closes. It has
                its own settings instead of the following.
            proxy: URL of a proxy; the default is the environment's.
            verify: SSLContext, file or directory of certificate authorities, or False
                to skip verification.
            cert: Client certificate: a file with its key, or certificate and key, or
                these and the key's password.
            transport: httpx transport; for the async client also ``"aiohttp"``.
            trust_env: True to read proxies and certificate authorities from the
                environment: ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE``.
            on_mismatch: Reaction to a response that does not match the documentation,
                besides decoding and counting: ``warn`` once for each place, ``ignore``,
                or ``raise`` a `ResponseMismatchError`.
            log_bodies: True if the log at DEBUG contains redacted bodies.
            array_format: Formats of query arrays, if they differ from the generated
                ones: ``{"LicenseAPI": "comma"}``; see `RequestOptions`.

        Raises:
            ConfigurationError: A setting is missing, unknown or contradictory.
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
            refresh_before=refresh_before,
            revoke_on_close=revoke_on_close,
            timeout=timeout,
            max_retries=max_retries,
            retry_policy=retry_policy,
            log_bodies=log_bodies,
            rate_limit=rate_limit,
            array_format=array_format,
        )
        network = TransportArguments(
            http_client, proxy, verify, cert, transport, trust_env
        )
        # They may hold secrets, and tracebacks with values would show them.
        del client_id, client_secret, access_token, credentials
        del base_url, login_url, proxy, cert
        # A client is what needs httpx; importing the package does not.
        from ..transport.httpx_sender import user_agent_part
        from ..transport.settings import check_kind, check_network, make_network

        check_network(network, self._transports)
        check_kind(network, self._asynchronous)
        self._context = make_context(self._platform, settings, user_agent_part())
        grant = self._context.tokens.grant
        called = self._context.base_url, "" if grant is None else grant.token_url
        uses_http = any(url.lower().startswith("http://") for url in called)
        self._network = make_network(network, uses_http, self._platform.distribution)
        self._mismatches = make_mismatch_log(
            on_mismatch, self._context.emitter, self._platform.reference_fields
        )
        self._defaults = default_options(settings)
        self._http_client = http_client
        self._revoke_on_close = revoke_on_close
        self._make_runner()
        after_fork(self._reset_after_fork)

    def _check_process(self) -> None:
        """Raise if the client uses connections that the caller opened before a fork.

        Raises:
            ConfigurationError: Two processes would use them.
        """
        if not self._is_inherited:
            return
        given = "http_client" if self._http_client is not None else "transport"
        if self._http_client is not None or self._network.has_connections:
            raise ConfigurationError(
                f"{given} belongs to the parent process: create the"
                f" {type(self).__name__} in each process, after the fork"
            )

    @classmethod
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
        """Return the URL where a user logs in, which redirects with a code.

        Args:
            client_id: Id of the OAuth client.
            redirect_uri: URL to which the login host redirects the user, with ``code``
                and `state` in the query.
            state: Random string to compare with that of the redirect.
            scope: Scopes, separated by spaces.
            verifier: Verifier of `PKCE.new_verifier`, for a client without a secret.
            profile: As for a client.
            region: As for a client.
            domain: As for a client.
            gateway: As for a client.
            login_url: As for a client.

        Raises:
            ConfigurationError: The login host is unknown, or a value is invalid.
        """
        where = {
            "profile": profile,
            "region": region,
            "domain": domain,
            "gateway": gateway,
            "login_url": login_url,
        }
        fields = {
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": scope,
            "state": state,
        }
        arguments, query = from_arguments(where), Secret(fields)
        given = Secret(verifier)
        # They may be secret, and tracebacks with values would show them.
        del redirect_uri, state, verifier, login_url, where, fields
        return authorize_url(cls._platform, arguments, query, given)

    def _reset_after_fork(self, made: dict[int, Any]) -> None:
        """Replace connections, locks and counters of the parent process, after a fork.

        Args:
            made: Parts that copies of the client share, once one has created them.
        """
        before = self._runner
        if id(before) not in made:
            was_closed = self._context.lifecycle.state is ClientState.CLOSED
            self._context.reset_after_fork()
            before.abandon()
            self._is_inherited = True
            self._make_runner()
            old = self._mismatches
            log = make_mismatch_log(old.mode, self._context.emitter, old.references)
            made[id(before)] = self._runner, log, was_closed
        self._runner, self._mismatches, was_closed = made[id(before)]
        if was_closed:
            # Nothing is left to be waited for.
            self._is_copy = self._is_copy_closed = True

    def __reduce_ex__(self, protocol: Any) -> Any:
        name = type(self).__name__
        raise TypeError(
            f"cannot pickle or copy a {name}, because it contains a secret and"
            " connections of this process. Create one in each process, with"
            " ProcessPoolExecutor(initializer=...) or"
            " multiprocessing.Pool(initializer=...). For a copy with other options,"
            " use with_options()."
        )

    def _make_runner(self) -> None:
        """Create the runner of this kind of client, which each kind implements."""
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        """Base URL of the API, without a slash at the end."""
        return self._context.base_url

    def __repr__(self) -> str:
        if "_context" not in vars(self):
            # Its constructor raised, or was not called.
            return f"<{type(self).__name__}, not set up>"
        closed = ", closed" if self.closed else ""
        return f"<{type(self).__name__} of {self._context.base_url}{closed}>"

    @property
    def closed(self) -> bool:
        """True if the client accepts no more calls."""
        return self._is_copy_closed or not self._context.lifecycle.is_open

    @property
    def state(self) -> ClientState:
        """State of the client."""
        return (
            ClientState.CLOSED
            if self._is_copy_closed
            else self._context.lifecycle.state
        )

    @property
    def stats(self) -> Stats:
        """Counters of the client and its copies."""
        return self._context.lifecycle.stats(self._context.rate_limiter.waiting)

    @property
    def mismatches(self) -> dict[ResponseMismatch, int]:
        """Number of mismatches, by operation and place.

        Indices and keys do not count: ``$.entities[*].dateCreated`` is one place, for
        each operation and kind of mismatch. The client keeps a thousand, and shares
        them with its copies.
        """
        return self._mismatches.counts()

    @property
    def undocumented_fields(self) -> dict[UndocumentedField, int]:
        """Number of undocumented fields, by operation and place.

        They are not mismatches, and models keep them in `extra`. The client counts up
        to a thousand places, together with its copies.
        """
        return self._mismatches.undocumented_fields()

    def on(self, kind: type[E], listener: Callable[[E], object]) -> Callable[[], None]:
        """Call a function for every event of a class, including those of copies.

        It runs in the thread or event loop of the call, which waits for it. If it
        raises, the client logs the exception, and the call continues.

        Args:
            kind: Class of events, such as `CallEnded`; `Event` for all events.
            listener: Plain function of the event; the client ignores its result.

        Returns:
            Function that removes the listener; calling it again does nothing.

        Raises:
            TypeError: `kind` is not a class of events, or `listener` not a plain
                function.
        """
        return self._context.emitter.listeners.add(kind, listener)

    def with_options(
        self,
        *,
        timeout: float | Timeout | None = None,
        deadline: float | None = None,
        headers: Mapping[str, str] | None = None,
        max_retries: int | None = None,
        retry_unsafe: bool | None = None,
        query: Mapping[str, object] | None = None,
        array_format: ArrayFormats | None = None,
    ) -> Self:
        """Return a copy of the client with other options for all its calls.

        The copy shares everything else: connections, token, rate limit, counters and
        listeners. Closing it ends only the copy. Closing the original client closes
        all its copies.

        Args:
            timeout: See `RequestOptions`, as for the others.
            deadline: Seconds for each call as a whole.
            headers: Additional headers, which replace the client's of the same name.
            max_retries: Maximum number of retries of a call.
            retry_unsafe: True to retry POST and PATCH even if the server may have
                processed them.
            query: Additional query parameters.
            array_format: Formats of query arrays, by class or operation.

        Raises:
            TypeError: A value has the wrong type.
            ValueError: A value is out of range, or HTTP does not allow a header here.
        """
        given = Secret((headers, query))
        # They may be secret, and tracebacks with values would show them.
        del headers, query
        options = RequestOptions(
            timeout=timeout,
            deadline=deadline,
            headers=given.value[0],
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            query=given.value[1],
            array_format=array_format,
        )
        copy = object.__new__(type(self))
        # The APIs that were used are kept by their public names, and know the original.
        own: dict[str, Any] = {k: v for k, v in vars(self).items() if k[0] == "_"}
        vars(copy).update(own)
        copy._defaults = merge_options(self._defaults, options)
        copy._is_copy = True
        after_fork(copy._reset_after_fork)
        return copy

    def preload(self, *names: str) -> None:
        """Load APIs with their models and decoders now, so that no call has to.

        Args:
            names: Attributes of the client, such as ``"license"``; none for all.

        Raises:
            ValueError: The client has no such API.
        """
        from .preload import preload

        preload(self, names)

    def _check_open(self) -> None:
        if self.closed:
            raise ClientClosedError(
                f"this {type(self).__name__} is closed: create a new one"
            )

    def _options(
        self, options: RequestOptions | None, who: str = ""
    ) -> RequestOptions | None:
        """Return the options of a call merged with those of the client.

        Raises:
            TypeError: The options have another type; the message names `who`.
        """
        given: Any = options
        if given is not None and not _are_options(given):
            where = f"{who}: " if who else ""
            kind = type(given).__name__
            raise TypeError(f"{where}options must be a RequestOptions, not {kind}")
        if self._is_copy_closed:
            self._check_open()
        if self._defaults is None:
            return options
        return merge_options(self._defaults, options)

    def _deadline(self, options: RequestOptions | None) -> float | None:
        """Return the deadline of a call, in seconds of the client's clock."""
        seconds = None if options is None else options.deadline
        return deadline_after(seconds, self._context.clock)

    def _closing_flow(self) -> Flow[None] | None:
        return revoke_token_on_close(self._context) if self._revoke_on_close else None

    def _value(self, call: Call[T], outcome: Outcome) -> T:
        value: T = decode(outcome, self._mismatches)
        return value

    def _raw(self, call: Call[T], outcome: Outcome) -> RawResponse[T]:
        return RawResponse(
            outcome.response,
            outcome.correlation_id,
            lambda: self._value(call, outcome),
        )


def _are_options(value: object) -> bool:
    """Return True for options, of this package or of another generated one."""
    name = RequestOptions.__name__
    return any(kind.__name__ == name for kind in type(value).__mro__)


if TYPE_CHECKING:
    SyncBase = BaseClient[httpx.Client, httpx.BaseTransport]
    AsyncBase = BaseClient[
        httpx.AsyncClient, httpx.AsyncBaseTransport | Literal["aiohttp"]
    ]
else:  # httpx is not imported before there is a client.
    SyncBase = AsyncBase = BaseClient
