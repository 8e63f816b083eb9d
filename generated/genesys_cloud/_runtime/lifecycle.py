"""What a client's life is like: its states, and who is under way when it closes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Final

from .errors import ClientClosedError
from .events import ClientState, StateChanged
from .stats import Counters, Stats, Tally
from .watching import Watcher

if TYPE_CHECKING:
    from .holds import Hold

_CLOSED: Final = (ClientState.CLOSING, ClientState.CLOSED)
_BETWEEN: Final = {ClientState.IDLE, ClientState.RUNNING}


class Lifecycle:
    """The state of one client; shared by all of its callers, and without I/O.

    Each method takes the lock for a few steps of arithmetic, so that an event loop may
    use it as well as threads.

    Attributes:
        watcher: What is told of changes.
        ready: Whether a token is there, or none is needed.
        stopped: Whether calls that wait have to give up.
    """

    def __init__(self) -> None:
        self.watcher: Watcher = Watcher()
        self.ready: bool = False
        self.stopped: bool = False
        self._lock = Lock()
        # IDLE stands for RUNNING too, as long as calls are under way.
        self._phase = ClientState.CREATED
        self._counters = Counters()
        self._running = 0
        self._held: set[Hold] = set()
        self._at_rest: Callable[[], None] | None = None
        self._before_closing = self._phase

    def abandon(self) -> None:
        """Leave the answers that are open to the parent process."""
        # Without the lock: a thread that is not in this process may have it.
        for hold in list(self._held):
            if hold.body is not None:
                hold.body.abandon()

    @property
    def state(self) -> ClientState:
        """What the client is doing."""
        if self._phase is ClientState.IDLE and (self._running or self._held):
            return ClientState.RUNNING
        return self._phase

    @property
    def open(self) -> bool:
        """Whether the client takes calls."""
        return self._phase not in _CLOSED

    def check(self) -> None:
        """Refuse to go on with a client that takes no calls.

        Raises:
            ClientClosedError: It has been closed.
        """
        if self._phase in _CLOSED:
            raise closed_error()

    def stats(self, waiting: int) -> Stats:
        """Return the counters.

        Args:
            waiting: How many calls wait to be started.
        """
        with self._lock:
            return self._counters.snapshot(self._running, waiting)

    def count(self, *, waits: int = 0, rate_limited: int = 0) -> None:
        """Count what should be seen before the call ends that met it."""
        with self._lock:
            self._counters.total.waits += waits
            self._counters.total.rate_limited += rate_limited

    def begin(self, further: bool = False) -> int:
        """Count a call in and return its number.

        Args:
            further: Whether it belongs to something that closing waits for.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            before = self.state
            if not self._takes(further):
                raise closed_error()
            self._running += 1
            self._counters.begun += 1
            number = self._counters.begun
        if self.watcher.listeners.active:
            try:
                self._tell(before)
            except BaseException as error:
                self.end(Tally(), error)
                raise
        return number

    def end(self, tally: Tally, error: BaseException | None) -> None:
        """Count a call out, with what it did and what it ended in."""
        with self._lock:
            counters = self._counters
            counters.add(tally)
            if error is None:
                counters.succeeded += 1
            elif isinstance(error, Exception):
                counters.failed += 1
            else:
                counters.cancelled += 1
            before = self.state
            self._running -= 1
            at_rest = self._ended()
        if at_rest is not None:
            at_rest()
        if self.watcher.listeners.active:
            self._tell(before)

    def enter(self) -> None:
        """Let closing wait for something that is no call.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            if self._phase in _CLOSED:
                raise closed_error()
            self._running += 1

    def leave(self) -> None:
        """End what `enter` began."""
        with self._lock:
            before = self.state
            self._running -= 1
            at_rest = self._ended()
        if at_rest is not None:
            at_rest()
        self._tell(before)

    def hold(self, hold: Hold) -> None:
        """Let closing wait for an answer that is being opened.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            before = self.state
            if self._phase in _CLOSED:
                raise closed_error()
            self._held.add(hold)
        try:
            self._tell(before)
        except BaseException:
            self.drop(hold)
            raise

    def drop(self, hold: Hold) -> None:
        """End what `hold` began; a second time does nothing."""
        with self._lock:
            if hold not in self._held:
                return
            before = self.state
            self._held.remove(hold)
            at_rest = self._ended()
        if at_rest is not None:
            at_rest()
        self._tell(before)

    def held(self) -> list[Hold]:
        """Return the answers that are open."""
        with self._lock:
            return list(self._held)

    def _takes(self, further: bool) -> bool:
        return self._phase not in _CLOSED or (
            further and self._phase is ClientState.CLOSING
        )

    def _ended(self) -> Callable[[], None] | None:
        """Return what is to be called now that something ended."""
        return None if self._running or self._held else self._at_rest

    def got_token(self) -> None:
        """Count a token."""
        with self._lock:
            self._counters.tokens += 1

    def connecting(self) -> None:
        """Say that a token is being asked for, where there was none before."""
        if self._phase in (ClientState.CREATED, ClientState.FAILED):
            self._move(ClientState.CONNECTING)

    def connected(self) -> None:
        """Say that the client is ready."""
        self.ready = True
        if self._phase is not ClientState.IDLE:
            self._move(ClientState.IDLE)

    def failed(self) -> None:
        """Say that no token can be had."""
        self.ready = False
        self._move(ClientState.FAILED)

    def closing(self, drain: bool, at_rest: Callable[[], None]) -> bool:
        """Take no more calls.

        Args:
            drain: Whether the calls that wait may go on.
            at_rest: Called when no call is under way and no answer open any more, by
                whoever ends last; at once where there is none.

        Returns:
            Whether the caller is the first to close, and has to finish it; the others
            only wait, though they may still stop those that wait.
        """
        with self._lock:
            self.stopped = self.stopped or not drain
            if self._phase in _CLOSED:
                return False
            before, self._phase = self.state, ClientState.CLOSING
            self._at_rest = at_rest
            busy = bool(self._running or self._held)
        if not busy:
            at_rest()
        self._before_closing = before
        return True

    def tell_closing(self) -> None:
        """Tell that the client takes no more calls; by the first to close."""
        self._tell(self._before_closing)

    def closed(self) -> None:
        """Say that all is done."""
        with self._lock:
            before, self._phase = self.state, ClientState.CLOSED
        self._tell(before)

    def _move(self, phase: ClientState) -> None:
        with self._lock:
            before = self.state
            if self._phase in _CLOSED:
                return
            self._phase = phase
        self._tell(before)

    def _tell(self, before: ClientState) -> None:
        after = self.state
        if after is not before:
            # Between calls and calls, states come and go too fast for INFO.
            log = self.watcher.log
            write = log.debug if {before, after} == _BETWEEN else log.info
            write("The client is %s, no longer %s", after, before)
            self.watcher.tell(StateChanged, before=before, after=after)


def closed_error() -> ClientClosedError:
    """Make the error for the use of a client that has been closed."""
    return ClientClosedError("This client has been closed; make a new one")
