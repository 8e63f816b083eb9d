"""The base of both clients: constructor, options, state, counters and events."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

from ..auth.credentials import Credentials
from ..auth.token_store import TokenStore
from ..config.hosts import Gateway
from ..config.options import RequestOptions, merged
from ..config.platform import Platform
from ..encoding.query import ArrayFormats
from ..engine.call import revoke_token_on_close
from ..engine.context import ClientContext
from ..errors import ClientClosedError, ConfigurationError, ResponseMismatch
from ..lazy import LazyModule
from ..operation import Call
from ..processes import after_fork
from ..redaction import discreet
from ..responses.mismatches import MismatchLog, OnMismatch, UndocumentedField
from ..responses.parsing import Outcome, decode
from ..responses.raw import RawResponse
from ..retry import RetryPolicy
from ..steps import Flow
from ..telemetry.emitter import make_log
from ..telemetry.events import ClientState, Event
from ..telemetry.stats import Stats
from ..timeouts import Timeout
from ..transport.arguments import Certificate, TransportArguments
from ..typos import explain_names, suggesting
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


@suggesting
class BaseClient(Generic[HttpT, TransportT]):
    """Base of both clients: everything but I/O.

    A client and its copies share all but the options.
    """

    _platform: ClassVar[Platform]
    _context: ClientContext
    _revoke_on_close: bool = False
    _defaults: RequestOptions | None = None
    _copied: bool = False
    _left: bool = False
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
        """Set up the client, without sending anything.

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
        self._mismatches = make_log(
            on_mismatch, self._context.emitter, self._platform.reference_fields
        )
        self._defaults = default_options(settings)
        self._http_client = http_client
        self._revoke_on_close = revoke_on_close
        self._prepare()
        after_fork(self._reset_after_fork)

    def _check_process(self) -> None:
        """Raise if the client uses connections that the caller opened before a fork.

        Raises:
            ConfigurationError: They would be used by two processes.
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
        """Return the URL where a user logs in, which redirects with a code.

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

    def _reset_after_fork(self, made: dict[int, Any]) -> None:
        """Replace connections, locks and counters of the parent process, after a fork.

        Args:
            made: What copies of the client have in common, once one has made it.
        """
        before = self._runner
        if id(before) not in made:
            was_closed = self._context.lifecycle.state is ClientState.CLOSED
            self._context.reset_after_fork()
            before.abandon()
            self._is_inherited = True
            self._prepare()
            old = self._mismatches
            log = make_log(old.mode, self._context.emitter, old.references)
            made[id(before)] = self._runner, log, was_closed
        self._runner, self._mismatches, was_closed = made[id(before)]
        if was_closed:
            # Nothing is left to be waited for.
            self._copied = self._left = True

    def __reduce_ex__(self, protocol: Any) -> Any:
        name = type(self).__name__
        raise TypeError(
            f"cannot pickle or copy a {name}, because it contains a secret and"
            " connections of this process. Create one in each process, with"
            " ProcessPoolExecutor(initializer=...) or"
            " multiprocessing.Pool(initializer=...). For a copy with other options,"
            " use with_options()."
        )

    def _prepare(self) -> None:
        """Create the runner of this kind of client."""
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
        return self._left or not self._context.lifecycle.open

    @property
    def state(self) -> ClientState:
        """State of the client."""
        return ClientState.CLOSED if self._left else self._context.lifecycle.state

    @property
    def stats(self) -> Stats:
        """Counters of the client and its copies."""
        return self._context.lifecycle.stats(self._context.rate_limiter.waiting)

    @property
    def mismatches(self) -> dict[ResponseMismatch, int]:
        """Number of mismatches, by operation and place.

        Indices and keys do not count: ``$.entities[*].dateCreated`` is one place, for
        each operation and kind of difference. A thousand are kept; copies of the client
        count together with it.
        """
        return self._mismatches.counts()

    @property
    def undocumented_fields(self) -> dict[UndocumentedField, int]:
        """Number of undocumented fields, by operation and place.

        They are no mismatches; the `extra` of a model has them. A thousand places are
        kept; copies of the client count together with it.
        """
        return self._mismatches.undocumented_fields()

    def on(self, kind: type[E], listener: Callable[[E], object]) -> Callable[[], None]:
        """Call a function for every event of a class, including those of copies.

        It is called where the event happens: in the thread or the event loop of the
        call, which waits for it. One that raises is written to the log, and the call
        goes on.

        Args:
            kind: A class of events, such as `CallEnded`; `Event` for all of them.
            listener: A plain function of the event; what it returns is not used.

        Returns:
            What ends that; calling it again does nothing.

        Raises:
            TypeError: `kind` is no class of events, or `listener` no plain function.
        """
        return self._context.emitter.listeners.add(kind, listener)

    @discreet
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

        The copy shares everything else: connections, token, rate limit, counters,
        listeners. Closing it ends the use of the copy alone; closing the client that
        it came from ends that of all its copies.

        Args:
            timeout: See `RequestOptions`, as for the others.
            deadline: Seconds for each call as a whole.
            headers: Further header fields; by name, they go before the client's.
            max_retries: How often a call is sent again at most.
            retry_unsafe: Whether POST and PATCH may be sent again even where the server
                may have acted on them.
            query: Further parameters of the query.
            array_format: How arrays stand in the query, by class or operation.

        Raises:
            TypeError: A value of the wrong type.
            ValueError: A value out of range, or a header that HTTP does not allow here.
        """
        options = RequestOptions(
            timeout=timeout,
            deadline=deadline,
            headers=headers,
            max_retries=max_retries,
            retry_unsafe=retry_unsafe,
            query=query,
            array_format=array_format,
        )
        copy = object.__new__(type(self))
        # The APIs that were used are kept by their public names, and know the original.
        own: dict[str, Any] = {k: v for k, v in vars(self).items() if k[0] == "_"}
        vars(copy).update(own)
        copy._defaults = merged(self._defaults, options)
        copy._copied = True
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
            TypeError: They are no options; `who` is named.
        """
        given: Any = options
        if given is not None and not _are_options(given):
            where = f"{who}: " if who else ""
            kind = type(given).__name__
            raise TypeError(f"{where}options must be a RequestOptions, not {kind}")
        if self._left:
            self._check_open()
        if self._defaults is None:
            return options
        return merged(self._defaults, options)

    def _until(self, options: RequestOptions | None) -> float | None:
        """Return the deadline of a call, in seconds of the client's clock."""
        if options is None or options.deadline is None:
            return None
        if options.deadline == float("inf"):
            return None
        return self._context.clock() + options.deadline

    def _closing_flow(self) -> Flow[None] | None:
        return revoke_token_on_close(self._context) if self._revoke_on_close else None

    def _value(self, call: Call[T], outcome: Outcome) -> T:
        value: T = decode(outcome, self._mismatches)
        return value

    def _raw(self, call: Call[T], outcome: Outcome) -> RawResponse[T]:
        return RawResponse(
            outcome.answer,
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
