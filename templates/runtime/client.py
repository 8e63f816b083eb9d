"""Bases of the two clients: settings, lifecycle, and the two places that do I/O."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, Self, TypeVar

from .answers import Outcome, decode
from .errors import ClientClosedError
from .exchange import TransportFailure
from .flow import Core, run_call
from .operation import Call
from .options import RequestOptions
from .platform import Platform
from .raw import RawResponse
from .settings import Settings, authorize_url, make_core
from .steps import Flow, Perform, Send, Sleep

if TYPE_CHECKING:
    import anyio
    import httpx

    from .credentials import Credentials
    from .network import Certificate, Verify
    from .places import Gateway
    from .token_store import TokenStore
    from .transport import AsyncSender, SyncSender

T = TypeVar("T")
R = TypeVar("R")
HttpT = TypeVar("HttpT")
TransportT = TypeVar("TransportT")


class _Client(Generic[HttpT, TransportT]):
    """What both clients share: everything but I/O."""

    _platform: ClassVar[Platform]
    _transports: ClassVar[tuple[str, ...]] = ()

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
        timeout: float | None = 60.0,
        max_retries: int = 5,
        rate_limit: float | Literal["platform"] | None = "platform",
        http_client: HttpT | None = None,
        proxy: str | None = None,
        verify: Verify = True,
        cert: Certificate | None = None,
        transport: TransportT | None = None,
    ) -> None:
        """Set the client up; nothing is sent yet.

        Args:
            client_id: Id of an OAuth client, for the grant of client credentials.
            client_secret: Its secret.
            access_token: A bearer token to use as it is, instead of id and secret.
            credentials: An object for one of the other grants, instead of all these.
            profile: Name of a profile, whose settings count where neither an argument
                nor the environment has them.
            region: Name of the region that the API and the login host are in.
            domain: A domain of your own, instead of a region.
            gateway: A gateway before the API and the login host, instead of a region.
            base_url: Base URL of the API, instead of the one that these give.
            login_url: Base URL of the login host, likewise.
            token_store: Where tokens outlive this client.
            renew_before: Seconds before its end at which a token is renewed, but half
                of its life at most; by default a minute, but a tenth at most.
            revoke_on_close: Whether `close` takes back the token that was asked for.
            timeout: Seconds for each of connecting, sending and waiting for data; None
                for no bound.
            max_retries: How often a call is sent again at most.
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
            rate_limit=rate_limit,
        )
        # So that no traceback shows them.
        del client_id, client_secret, access_token
        # A client is what needs httpx; importing the package does not.
        from .network import make_network
        from .transport import user_agent_part

        self._network = make_network(
            http_client=http_client,
            proxy=proxy,
            verify=verify,
            cert=cert,
            transport=transport,
            named=self._transports,
        )
        del proxy, cert
        self._core: Core = make_core(self._platform, settings, user_agent_part())
        self._http_client = http_client
        self._closed = False
        self._prepare()

    def _prepare(self) -> None:
        """Make what only one of the two clients has."""
        raise NotImplementedError

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

    def __repr__(self) -> str:
        closed = ", closed" if self._closed else ""
        return f"<{type(self).__name__} of {self._core.base_url}{closed}>"

    @property
    def closed(self) -> bool:
        """Whether the client has been closed."""
        return self._closed

    def _check_open(self) -> None:
        if self._closed:
            raise ClientClosedError(
                f"This {type(self).__name__} has been closed; make a new one"
            )

    def _value(self, call: Call[T], outcome: Outcome) -> T:
        value: T = decode(outcome)
        return value

    def _raw(self, call: Call[T], outcome: Outcome) -> RawResponse[T]:
        return RawResponse(
            outcome.answer,
            outcome.correlation_id,
            lambda: self._value(call, outcome),
        )


if TYPE_CHECKING:
    _SyncBase = _Client[httpx.Client, httpx.BaseTransport]
    _AsyncBase = _Client[
        httpx.AsyncClient, httpx.AsyncBaseTransport | Literal["aiohttp"]
    ]
else:  # httpx is not imported before there is a client.
    _SyncBase = _AsyncBase = _Client


class SyncClient(_SyncBase):
    """Base of the sync client; safe to share between threads."""

    def _prepare(self) -> None:
        self._setup_lock = Lock()
        self._token_lock = Lock()
        self._sender: SyncSender | None = None

    def __enter__(self) -> Self:
        self._check_open()
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections, but no given client; a second time does nothing."""
        with self._setup_lock:
            self._closed = True
            sender, self._sender = self._sender, None
        if sender is not None:
            sender.close()

    def send(self, call: Call[T], options: RequestOptions | None = None) -> T:
        """Send a call and return the value of its answer.

        Raises:
            APIError: The call failed; see `errors`.
        """
        value: T = self._value(call, self._run(run_call(self._core, call, options)))
        return value

    def send_raw(
        self, call: Call[T], options: RequestOptions | None = None
    ) -> RawResponse[T]:
        """Send a call and return its answer as it came.

        Raises:
            APIError: The call failed; see `errors`.
        """
        return self._raw(call, self._run(run_call(self._core, call, options)))

    def _run(self, flow: Flow[R]) -> R:
        """Do what a flow says, one step after the other."""
        result: Any = None
        failure: TransportFailure | None = None
        while True:
            try:
                step = flow.send(result) if failure is None else flow.throw(failure)
            except StopIteration as end:
                outcome: R = end.value
                return outcome
            result = failure = None
            if isinstance(step, Send):
                try:
                    result = self._open_sender().send(step.outgoing)
                except TransportFailure as error:
                    failure = error
            elif isinstance(step, Sleep):
                time.sleep(step.seconds)
            elif isinstance(step, Perform):
                result = step.action()
            else:
                with self._token_lock:
                    self._run(step.flow)

    def _open_sender(self) -> SyncSender:
        sender = self._sender
        if sender is not None:
            return sender
        from .transport import SyncSender

        with self._setup_lock:
            self._check_open()
            if self._sender is None:
                self._sender = SyncSender(self._http_client, self._network)
            return self._sender


class AsyncClient(_AsyncBase):
    """Base of the async client; safe to share between the tasks of one event loop.

    It runs under asyncio and trio.
    """

    _transports = ("aiohttp",)

    def _prepare(self) -> None:
        self._token_lock: anyio.Lock | None = None
        self._sender: AsyncSender | None = None

    async def __aenter__(self) -> Self:
        self._check_open()
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections, but no given client; a second time does nothing."""
        self._closed = True
        sender, self._sender = self._sender, None
        if sender is not None:
            await sender.close()

    async def send(self, call: Call[T], options: RequestOptions | None = None) -> T:
        """Send a call and return the value of its answer.

        Raises:
            APIError: The call failed; see `errors`.
        """
        outcome = await self._run(run_call(self._core, call, options))
        value: T = self._value(call, outcome)
        return value

    async def send_raw(
        self, call: Call[T], options: RequestOptions | None = None
    ) -> RawResponse[T]:
        """Send a call and return its answer as it came.

        Raises:
            APIError: The call failed; see `errors`.
        """
        return self._raw(call, await self._run(run_call(self._core, call, options)))

    async def _run(self, flow: Flow[R]) -> R:
        """Do what a flow says, one step after the other."""
        from anyio import sleep, to_thread

        result: Any = None
        failure: TransportFailure | None = None
        while True:
            try:
                step = flow.send(result) if failure is None else flow.throw(failure)
            except StopIteration as end:
                outcome: R = end.value
                return outcome
            result = failure = None
            if isinstance(step, Send):
                try:
                    result = await self._open_sender().send(step.outgoing)
                except TransportFailure as error:
                    failure = error
            elif isinstance(step, Sleep):
                await sleep(step.seconds)
            elif isinstance(step, Perform):
                result = await to_thread.run_sync(step.action)
            else:
                async with self._exclusive():
                    await self._run(step.flow)

    def _exclusive(self) -> anyio.Lock:
        if self._token_lock is None:
            from anyio import Lock as AsyncLock

            self._token_lock = AsyncLock()
        return self._token_lock

    def _open_sender(self) -> AsyncSender:
        # No lock: nothing is awaited between looking and setting.
        if self._sender is None:
            from .transport import AsyncSender

            self._check_open()
            self._sender = AsyncSender(self._http_client, self._network)
        return self._sender
