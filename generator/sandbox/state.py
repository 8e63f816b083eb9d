"""State of a sandbox: API, data, scripts and the requests that came."""

from __future__ import annotations

from typing import Any

from .checking import RequestChecker
from .clock import Clock
from .faults import Fault, FaultQueue, FaultRates
from .oauth import TokenIssuer
from .paging import Listings
from .rate_limits import RateLimits
from .recording import CallLog
from .settings import Settings
from .spec_index import SpecIndex
from .storage import Storage
from .values import ResponseValues


class Sandbox:
    """Everything but the server.

    Attributes:
        index: The documented API.
        settings: Options.
        clock: Time, which tests can advance.
        rate_limits: Requests of each token.
        auth: Clients and tokens.
        listings: How many items there are to list.
        log: Requests that came.
        faults: Scripted responses and random faults.
        storage: Files behind presigned URLs.
        values: Makes responses.
        checker: Checks requests.
    """

    def __init__(
        self,
        index: SpecIndex,
        settings: Settings | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.index = index
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.auth = TokenIssuer(self.settings, self.clock)
        self.rate_limits = RateLimits(self.clock)
        self.log = CallLog()
        self.values = ResponseValues(index)
        self.checker = RequestChecker(index)
        self.reset()

    def reset(self) -> None:
        """Forget scripts, tokens, data and requests, and return to the settings."""
        self.clock.reset()
        self.faults = FaultQueue(self.settings.faults)
        self.rate_limits.reset(self.settings.rate_limit)
        self.storage = Storage(self.clock)
        self.listings = Listings(self.index, self.values)
        self.auth.reset()
        self.log.clear()

    def script(self, operation: str, *faults: Fault, times: int = 1) -> None:
        """Script the next responses of an operation, ``times`` over.

        Raises:
            LookupError: The API has no such operation.
        """
        special = operation in ("*", "token")
        if not special and operation not in self.index.operations:
            raise LookupError(operation)
        self.faults.add(operation, faults * times)

    def set_fault_rates(self, **values: Any) -> None:
        """Set the rates of random faults; see `FaultRates`."""
        self.faults.set_rates(FaultRates(**values))
