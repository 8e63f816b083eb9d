"""The lifecycle of a client: its state, and the calls under way when it closes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Any, Final, Protocol
from weakref import ref

from ..errors import closed_error
from ..telemetry.emitter import Watcher
from ..telemetry.events import ClientState, StateChanged
from ..telemetry.stats import Counters, Stats, Tally

_CLOSED: Final = (ClientState.CLOSING, ClientState.CLOSED)
_IDLE: Final = ClientState.IDLE
_BETWEEN: Final = {ClientState.IDLE, ClientState.RUNNING}


class Abortable(Protocol):
    """An open response, as far as closing its client deals with it.

    Attributes:
        owner: The thread or the task that used it last.
        body: What is read; None before there is a response.
        cut: Whether it was cut off, or is to be as soon as there is a response.
    """

    owner: object
    body: Any
    cut: bool

    def release(self) -> None:
        """Say that it is closed; a second time does nothing."""
        ...


class Lifecycle:
    """The state of one client; shared by all of its callers, and without I/O.

    Each method takes the lock for a few steps of arithmetic, so that an event loop may
    use it as well as threads. An interrupt may come between any two of them, so what is
    under way is no number but a set, from which one operation takes a call.

    Attributes:
        watcher: What is told of changes.
        ready: Whether a token is there, or none is needed.
        stopped: Whether calls that wait have to give up.
        cut: Whether requests under way were made to fail, too.
        numbers: Numbers for calls, to be drawn before they begin.
        others: Numbers for what is no call.
        under_way: Those of what is under way; whatever has one discards it in the end.
    """

    def __init__(self) -> None:
        self.watcher: Watcher = Watcher()
        self.ready: bool = False
        self.stopped: bool = False
        self.cut: bool = False
        self.numbers: count[int] = count(1)
        self.others: count[int] = count(-1, -1)
        self.under_way: set[int] = set()
        self._lock = Lock()
        # IDLE stands for RUNNING too, as long as calls are under way.
        self._phase = ClientState.CREATED
        self._counters = Counters()
        self._held: dict[int, ref[Abortable]] = {}
        self._at_rest: Callable[[], None] | None = None
        self._before_closing = self._phase

    def abandon(self) -> None:
        """Leave the answers that are open to the parent process."""
        # Without the lock: a thread that is not in this process may have it.
        for hold in self.held():
            if hold.body is not None:
                hold.body.abandon()

    @property
    def state(self) -> ClientState:
        """What the client is doing."""
        if self._phase is ClientState.IDLE and self.busy:
            return ClientState.RUNNING
        return self._phase

    @property
    def is_closed(self) -> bool:
        """Whether closing has come to its end."""
        return self._phase is ClientState.CLOSED

    @property
    def busy(self) -> bool:
        """Whether a call is under way or an answer open."""
        return bool(self.under_way) or bool(self._held and self.held())

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
        calls = sum(number > 0 for number in list(self.under_way))
        with self._lock:
            return self._counters.snapshot(calls, waiting)

    def count(self, *, waits: int = 0, rate_limited: int = 0) -> None:
        """Count what should be seen before the call ends that met it."""
        with self._lock:
            self._counters.total.waits += waits
            self._counters.total.rate_limited += rate_limited

    def begin(self, number: int, further: bool = False) -> None:
        """Count a call in.

        Args:
            number: Its number.
            further: Whether it belongs to something that closing waits for.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            before = self.state
            if not self._takes(further):
                raise closed_error()
            self._counters.begun += 1
            self.under_way.add(number)
        if self.watcher.listeners.active:
            self._tell(before)

    def end(self, number: int, tally: Tally, error: BaseException | None) -> None:
        """Count a call out, with what it did and what it ended in."""
        with self._lock:
            counters = self._counters
            counters.add(tally)
            if error is None:
                counters.succeeded += 1
            elif isinstance(error, Exception):
                counters.failed += 1
            before = self._running()
            self.under_way.discard(number)
        self._ended()
        if self.watcher.listeners.active:
            self._tell(before)

    def enter(self, number: int) -> None:
        """Let closing wait for something that is no call.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            if self._phase in _CLOSED:
                raise closed_error()
            self.under_way.add(number)

    def leave(self, number: int) -> None:
        """End what `enter` began."""
        before = self._running()
        self.under_way.discard(number)
        self._ended()
        self._tell(before)

    def hold(self, hold: Abortable) -> None:
        """Let closing wait for an answer that is being opened.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            before = self.state
            if self._phase in _CLOSED:
                raise closed_error()
            # One that is dropped and not closed is not waited for.
            self._held[id(hold)] = ref(hold)
        try:
            self._tell(before)
        except BaseException:
            self.drop(hold)
            raise

    def drop(self, hold: Abortable) -> None:
        """End what `hold` began; a second time does nothing."""
        before = self.state
        if self._held.pop(id(hold), None) is None:
            return
        self._ended()
        self._tell(before)

    def held(self) -> list[Abortable]:
        """Return the answers that are open."""
        found = [(key, one()) for key, one in list(self._held.items())]
        for key, hold in found:
            if hold is None:
                self._held.pop(key, None)
        return [hold for _, hold in found if hold is not None]

    def forget(self) -> None:
        """Forget what was under way in an event loop that has ended."""
        self.under_way.clear()
        self._held.clear()

    def _running(self) -> ClientState:
        """Return the state of a client with a call under way."""
        return ClientState.RUNNING if self._phase is _IDLE else self._phase

    def _takes(self, further: bool) -> bool:
        return self._phase not in _CLOSED or (
            further and self._phase is ClientState.CLOSING
        )

    def _ended(self) -> None:
        """Tell whoever waits for it if nothing is under way any more."""
        at_rest = self._at_rest
        if at_rest is not None and not self.busy:
            at_rest()

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
            at_rest: Called when something has ended and nothing is under way any more.

        Returns:
            Whether the caller is the first to close.
        """
        with self._lock:
            self.stopped = self.stopped or not drain
            if self._phase in _CLOSED:
                return False
            before, self._phase = self.state, ClientState.CLOSING
            self._at_rest = at_rest
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
