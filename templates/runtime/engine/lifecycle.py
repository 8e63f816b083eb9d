"""The lifecycle of a client: its state, and the calls in flight when it closes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Any, Final, Protocol
from weakref import ref

from ..errors import closed_error
from ..telemetry.emitter import EventEmitter
from ..telemetry.events import ClientState, StateChanged
from ..telemetry.stats import CallStats, Stats

_CLOSED: Final = (ClientState.CLOSING, ClientState.CLOSED)
_IDLE: Final = ClientState.IDLE
_BETWEEN: Final = {ClientState.IDLE, ClientState.RUNNING}
# The other counters follow from these and from what is under way.
_COUNTERS: Final = set(Stats.__struct_fields__) - {"cancelled", "in_flight", "waiting"}


class Abortable(Protocol):
    """Interface of an open response for closing its client.

    Attributes:
        owner: The thread or the task that used it last.
        body: Body; None before there is a response.
        is_aborted: True if closing aborted it, or will as soon as there is a response.
    """

    owner: object
    body: Any
    is_aborted: bool

    def release(self) -> None:
        """Record that the response is closed, once."""
        ...


class Lifecycle:
    """State of one client, which all callers share, without I/O.

    Methods hold the lock for a few steps of arithmetic only, so an event loop may use
    it, too. An interrupt may come between two steps. So the calls in flight are a set
    and not a count: a single operation removes a call.

    Attributes:
        emitter: Emitter of state changes.
        is_ready: True if there is a token, or calls need none.
        is_stopped: True if waiting calls must fail.
        is_aborted: True if closing aborted requests in flight, too.
        call_numbers: Numbers for calls, drawn before they begin.
        other_numbers: Numbers for flows other than calls.
        in_flight: Numbers in use; the owner of one discards it at the end.
    """

    def __init__(self) -> None:
        self.emitter: EventEmitter = EventEmitter()
        self.is_ready: bool = False
        self.is_stopped: bool = False
        self.is_aborted: bool = False
        self.call_numbers: count[int] = count(1)
        self.other_numbers: count[int] = count(-1, -1)
        self.in_flight: set[int] = set()
        self._lock = Lock()
        # IDLE stands for RUNNING too, as long as calls are under way.
        self._phase = ClientState.CREATED
        self._totals: dict[str, Any] = dict.fromkeys(_COUNTERS, 0)
        self._open_responses: dict[int, ref[Abortable]] = {}
        self._on_idle: Callable[[], None] | None = None
        self._before_closing = self._phase

    def abandon(self) -> None:
        """Leave open responses to the parent process."""
        # Without the lock: a thread that is not in this process may have it.
        for response in self.open_responses():
            if response.body is not None:
                response.body.abandon()

    @property
    def state(self) -> ClientState:
        """State of the client."""
        if self._phase is ClientState.IDLE and self.is_busy:
            return ClientState.RUNNING
        return self._phase

    @property
    def is_closed(self) -> bool:
        """True if the client is closed."""
        return self._phase is ClientState.CLOSED

    @property
    def is_busy(self) -> bool:
        """True if a call is in flight or a response open."""
        return bool(self.in_flight) or bool(
            self._open_responses and self.open_responses()
        )

    @property
    def is_open(self) -> bool:
        """True if the client accepts calls."""
        return self._phase not in _CLOSED

    def ensure_open(self) -> None:
        """Raise if the client accepts no calls.

        Raises:
            ClientClosedError: It has been closed.
        """
        if self._phase in _CLOSED:
            raise closed_error()

    def stats(self, waiting: int) -> Stats:
        """Return the counters."""
        running = sum(number > 0 for number in list(self.in_flight))
        with self._lock:
            totals = self._totals
            ended = totals["succeeded"] + totals["failed"]
            return Stats(
                # So one that an interrupt kept from being counted out counts here.
                cancelled=totals["calls"] - ended - running,
                in_flight=max(0, running - waiting),
                waiting=waiting,
                **totals,
            )

    def count(self, name: str) -> None:
        """Add one to a counter, by its name in `Stats`."""
        with self._lock:
            self._totals[name] += 1

    def begin(self, number: int, allow_while_closing: bool = False) -> None:
        """Begin a call or other flow, for which closing waits.

        Args:
            number: A number of `call_numbers` for a call, else of `other_numbers`.
            allow_while_closing: True for a part of a flow for which closing waits.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            before = self.state
            if not self._accepts(allow_while_closing):
                raise closed_error()
            if number > 0:
                self._totals["calls"] += 1
            self.in_flight.add(number)
        if self.emitter.listeners.active:
            self._emit(before)

    def end(
        self,
        number: int,
        stats: CallStats | None = None,
        error: BaseException | None = None,
    ) -> None:
        """End the call or other flow of `begin`."""
        with self._lock:
            if stats is not None:
                self._count_out(stats, error)
            before = self._state_with_call()
            self.in_flight.discard(number)
        self._notify_idle()
        if self.emitter.listeners.active:
            self._emit(before)

    def _count_out(self, stats: CallStats, error: BaseException | None) -> None:
        totals = self._totals
        totals["attempts"] += stats.sent
        totals["retries"] += stats.retries
        totals["seconds_waited"] += stats.waited
        totals["bytes_sent"] += stats.bytes_sent
        totals["bytes_received"] += stats.bytes_received
        if error is None:
            totals["succeeded"] += 1
        elif isinstance(error, Exception):
            totals["failed"] += 1

    def add_response(self, response: Abortable) -> None:
        """Make closing wait for a response that is being opened.

        Raises:
            ClientClosedError: The client has been closed.
        """
        with self._lock:
            before = self.state
            if self._phase in _CLOSED:
                raise closed_error()
            # One that is dropped and not closed is not waited for.
            self._open_responses[id(response)] = ref(response)
        try:
            self._emit(before)
        except BaseException:
            self.remove_response(response)
            raise

    def remove_response(self, response: Abortable) -> None:
        """End what `add_response` began; a second time does nothing."""
        before = self.state
        if self._open_responses.pop(id(response), None) is None:
            return
        self._notify_idle()
        self._emit(before)

    def open_responses(self) -> list[Abortable]:
        """Return the open responses."""
        found = [(key, one()) for key, one in list(self._open_responses.items())]
        for key, response in found:
            if response is None:
                self._open_responses.pop(key, None)
        return [response for _, response in found if response is not None]

    def forget_in_flight(self) -> None:
        """Forget calls of an event loop that has ended."""
        self.in_flight.clear()
        self._open_responses.clear()

    def _state_with_call(self) -> ClientState:
        """Return the state of a client with a call in flight."""
        return ClientState.RUNNING if self._phase is _IDLE else self._phase

    def _accepts(self, allow_while_closing: bool) -> bool:
        return self._phase not in _CLOSED or (
            allow_while_closing and self._phase is ClientState.CLOSING
        )

    def _notify_idle(self) -> None:
        """Notify waiters if no call is in flight."""
        on_idle = self._on_idle
        if on_idle is not None and not self.is_busy:
            on_idle()

    def mark_connecting(self) -> None:
        """Enter the state of a first token request."""
        if self._phase in (ClientState.CREATED, ClientState.FAILED):
            self._change_phase(ClientState.CONNECTING)

    def mark_connected(self) -> None:
        """Enter the state of a ready client."""
        self.is_ready = True
        if self._phase is not ClientState.IDLE:
            self._change_phase(ClientState.IDLE)

    def mark_failed(self) -> None:
        """Enter the state of a failed token request."""
        self.is_ready = False
        self._change_phase(ClientState.FAILED)

    def begin_closing(self, drain: bool, on_idle: Callable[[], None]) -> bool:
        """Accept no more calls.

        Args:
            drain: True if waiting calls may continue.
            on_idle: Called when the last call in flight has ended.

        Returns:
            True if the caller is the first to close.
        """
        with self._lock:
            self.is_stopped = self.is_stopped or not drain
            if self._phase in _CLOSED:
                return False
            before, self._phase = self.state, ClientState.CLOSING
            self._on_idle = on_idle
            self._before_closing = before
        return True

    def emit_closing(self) -> None:
        """Emit the state change to closing, by the first caller."""
        self._emit(self._before_closing)

    def mark_closed(self) -> None:
        """Enter the closed state."""
        with self._lock:
            before, self._phase = self.state, ClientState.CLOSED
        self._emit(before)

    def _change_phase(self, phase: ClientState) -> None:
        with self._lock:
            before = self.state
            if self._phase in _CLOSED:
                return
            self._phase = phase
        self._emit(before)

    def _emit(self, before: ClientState) -> None:
        after = self.state
        if after is not before:
            # Between calls and calls, states come and go too fast for INFO.
            log = self.emitter.log
            write = log.debug if {before, after} == _BETWEEN else log.info
            write("client state changed to %s from %s", after, before)
            self.emitter.emit(StateChanged, before=before, after=after)
