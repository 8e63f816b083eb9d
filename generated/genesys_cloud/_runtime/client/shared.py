"""What both clients offer that does no I/O: state, counters, events, options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Self, TypeVar

from ..config.options import RequestOptions, merged
from ..config.platform import Platform
from ..encoding.query import ArrayFormats
from ..engine.call import farewell
from ..engine.context import ClientContext
from ..errors import ClientClosedError, ResponseMismatch
from ..processes import after_fork
from ..redaction import discreet
from ..responses.mismatches import MismatchLog, UndocumentedField
from ..steps import Flow
from ..telemetry.emitter import make_log
from ..telemetry.events import ClientState, Event
from ..telemetry.stats import Stats
from ..timeouts import Timeout

E = TypeVar("E", bound=Event)


class Shared:
    """Base of both clients; a client and its copies share all but the options."""

    _platform: ClassVar[Platform]
    _core: ClientContext
    _revoke_on_close: bool = False
    _defaults: RequestOptions | None = None
    _copied: bool = False
    _left: bool = False
    _is_inherited: bool = False
    _mismatches: MismatchLog
    _runner: Any

    def _begin_anew(self, made: dict[int, Any]) -> None:
        """Replace what belongs to the parent process, in a child that was forked.

        Args:
            made: What copies of the client have in common, once one has made it.
        """
        before = self._runner
        if id(before) not in made:
            was_closed = self._core.life.state is ClientState.CLOSED
            self._core.begin_anew()
            before.abandon()
            self._is_inherited = True
            self._prepare()
            old = self._mismatches
            log = make_log(old.mode, self._core.watcher, old.references)
            made[id(before)] = self._runner, log, was_closed
        self._runner, self._mismatches, was_closed = made[id(before)]
        if was_closed:
            # Nothing is left to be waited for.
            self._copied = self._left = True

    def __reduce_ex__(self, protocol: Any) -> Any:
        name = type(self).__name__
        raise TypeError(
            f"A {name} cannot be pickled or copied, since it holds a secret and"
            " connections of this process. Make one in each process, in a function"
            " that the pool calls first: ProcessPoolExecutor(initializer=...), or"
            " multiprocessing.Pool(initializer=...). For a copy with other options,"
            " use with_options()."
        )

    def _prepare(self) -> None:
        """Make what sends, which only one of the two clients can."""
        raise NotImplementedError

    @property
    def base_url(self) -> str:
        """Where the API is, without a slash at the end."""
        return self._core.base_url

    def __repr__(self) -> str:
        if "_core" not in vars(self):
            # Its constructor raised, or was not called.
            return f"<{type(self).__name__}, not set up>"
        closed = ", closed" if self.closed else ""
        return f"<{type(self).__name__} of {self._core.base_url}{closed}>"

    @property
    def closed(self) -> bool:
        """Whether the client has been closed, to new calls at least."""
        return self._left or not self._core.life.open

    @property
    def state(self) -> ClientState:
        """What the client is doing."""
        return ClientState.CLOSED if self._left else self._core.life.state

    @property
    def stats(self) -> Stats:
        """What the client has done so far, together with its copies."""
        return self._core.life.stats(self._core.pacer.waiting)

    @property
    def mismatches(self) -> dict[ResponseMismatch, int]:
        """How often answers differed from the documents, and where.

        Indices and keys do not count: ``$.entities[*].dateCreated`` is one place, for
        each operation and kind of difference. A thousand are kept; copies of the client
        count together with it.
        """
        return self._mismatches.counts()

    @property
    def undocumented_fields(self) -> dict[UndocumentedField, int]:
        """How often answers had fields that the documents do not know, and where.

        They are no mismatches; the `extra` of a model has them. A thousand places are
        kept; copies of the client count together with it.
        """
        return self._mismatches.undocumented_fields()

    def on(self, kind: type[E], listener: Callable[[E], object]) -> Callable[[], None]:
        """Call a function for every event of a kind, those of copies included.

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
        return self._core.watcher.listeners.add(kind, listener)

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
        """Return a copy of the client whose calls have other options by default.

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
        after_fork(copy._begin_anew)
        return copy

    def preload(self, *names: str) -> None:
        """Load APIs with their models and decoders, so that no call has to.

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
                f"This {type(self).__name__} has been closed; make a new one"
            )

    def _options(
        self, options: RequestOptions | None, who: str = ""
    ) -> RequestOptions | None:
        """Return a call's options together with those of the client.

        Raises:
            TypeError: They are no options; `who` is named.
        """
        given: Any = options
        if given is not None and not _are_options(given):
            where = f"{who}: " if who else ""
            kind = type(given).__name__
            raise TypeError(f"{where}options is a RequestOptions, not {kind}")
        if self._left:
            self._check_open()
        if self._defaults is None:
            return options
        return merged(self._defaults, options)

    def _until(self, options: RequestOptions | None) -> float | None:
        """Return when a call has to be done, in seconds of the client's clock."""
        if options is None or options.deadline is None:
            return None
        if options.deadline == float("inf"):
            return None
        return self._core.clock() + options.deadline

    def _farewell(self) -> Flow[None] | None:
        return farewell(self._core) if self._revoke_on_close else None


def _are_options(value: object) -> bool:
    """Tell whether these are options, of this package or of another generated one."""
    name = RequestOptions.__name__
    return any(kind.__name__ == name for kind in type(value).__mro__)
