"""The context of a client: everything that its calls share."""

from __future__ import annotations

import msgspec

from ..auth.authenticator import AuthContext
from ..processes import leave_behind
from .lifecycle import Lifecycle
from .rate_limiter import Pacer


class ClientContext(AuthContext, kw_only=True):
    """Everything of a client that its calls share; knows no I/O.

    Attributes:
        pacer: The rate limit.
        life: The client's state and counters.
        deprecations: Which deprecated methods were warned of.
    """

    pacer: Pacer
    life: Lifecycle = msgspec.field(default_factory=Lifecycle)
    deprecations: set[tuple[str, str]] = msgspec.field(
        default_factory=set[tuple[str, str]]
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.life.watcher = self.watcher

    def begin_anew(self) -> None:
        """Replace what belongs to the parent process; values stay."""
        leave_behind(self.life)
        self.life.abandon()
        self.tokens = self.tokens.inherited()
        self.pacer, self.watcher = self.pacer.anew(), self.watcher.anew()
        self.life = Lifecycle()
        self.__post_init__()
