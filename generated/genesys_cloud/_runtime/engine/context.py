"""The context of a client: everything that its calls share."""

from __future__ import annotations

import msgspec

from ..auth.authenticator import AuthContext
from ..processes import keep_parent_objects
from .lifecycle import Lifecycle
from .rate_limiter import RateLimiter


class ClientContext(AuthContext, kw_only=True):
    """Shared state of a client's calls, without I/O.

    Attributes:
        rate_limiter: The rate limit.
        lifecycle: The client's state and counters.
        deprecations: Deprecated methods of which the client has warned.
    """

    rate_limiter: RateLimiter
    lifecycle: Lifecycle = msgspec.field(default_factory=Lifecycle)
    deprecations: set[tuple[str, str]] = msgspec.field(
        default_factory=set[tuple[str, str]]
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self.lifecycle.emitter = self.emitter

    def reset_after_fork(self) -> None:
        """Replace locks and counters of the parent process, and keep values."""
        keep_parent_objects(self.lifecycle)
        self.lifecycle.abandon()
        self.rate_limiter = self.rate_limiter.for_child()
        self.lifecycle = Lifecycle()
        super().reset_after_fork()
