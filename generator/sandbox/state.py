"""State of a sandbox: API, data, scripts and the requests that came."""

from __future__ import annotations

from typing import Any

from .checking import RequestChecker
from .clock import Clock
from .errors import ErrorBodies
from .faults import ANY, TOKEN, Fault, FaultQueue, FaultRates
from .ids import Ids
from .oauth import TokenIssuer
from .paging import Listings
from .rate_limits import RateLimits
from .recording import CallLog
from .resources import Resources
from .scenario import Scenario
from .settings import Settings
from .spec_index import SpecIndex
from .storage import Storage
from .store import Store
from .values import ResponseValues


class Sandbox:
    """Everything but the server.

    Attributes:
        index: The documented API.
        settings: Options.
        scenario: Sizes and scripts that `reset` restores.
        clock: Time, which tests can advance.
        rate_limits: Requests of each token.
        auth: Clients and tokens.
        listings: How many items there are to list.
        log: Requests that came.
        faults: Scripted responses and random faults.
        storage: Files behind presigned URLs.
        checker: Checks requests.
        errors: Makes responses with an error body.
        ids: Makes ids.
        values: Makes responses.
        store: Items that clients changed.
        resources: Reads and changes them.
    """

    def __init__(
        self,
        index: SpecIndex,
        settings: Settings | None = None,
        clock: Clock | None = None,
        scenario: Scenario | None = None,
    ) -> None:
        self.index = index
        self.scenario = scenario or Scenario()
        self.settings = settings or Settings()
        self.clock = clock or Clock()
        self.auth = TokenIssuer(self.settings, self.clock)
        self.rate_limits = RateLimits(self.clock)
        self.log = CallLog()
        self.checker = RequestChecker(index)
        self.errors = ErrorBodies(index)
        self.ids = Ids(self.settings.seed)
        self.values = ResponseValues(index, self.ids, self.settings.size)
        self.store = Store(self.settings.db)
        self.resources = Resources(
            index,
            self.values,
            self.ids,
            self.store,
            self.clock,
            any_id=self.settings.any_id,
        )
        self._restart()

    def reset(self) -> None:
        """Forget scripts, tokens, data and requests, and return to the settings."""
        self.store.clear()
        self._restart()

    def _restart(self) -> None:
        self.clock.reset()
        self.faults = FaultQueue(self.settings.faults)
        self.rate_limits.reset(self.settings.rate_limit)
        self.storage = Storage(self.clock)
        self.listings = Listings(
            self.index, self.values, self.resources, self.ids, self.settings.size
        )
        self.auth.reset()
        self.log.clear()
        self.listings.sizes.update(self.scenario.sizes)
        for script in self.scenario.scripts:
            self.script(script.operation, script.fault, times=script.times)

    def script(self, operation: str, *faults: Fault, times: int | None = 1) -> None:
        """Script the next responses of an operation, ``times`` over.

        Args:
            operation: Its documented name, that of its method, `ANY` or `TOKEN`.
            faults: The responses; with ``times=None`` the last one for all requests.
            times: Number of rounds; None for no end.

        Raises:
            LookupError: The API has no such operation.
        """
        operation = self.documented_name(operation)
        if times is None:
            self.faults.set_default(operation, faults[-1])
            faults = faults[:-1]
        self.faults.add(operation, faults * (times or 1))

    def documented_name(self, operation: str) -> str:
        """Return the documented name of an operation, or `ANY` or `TOKEN`.

        Raises:
            LookupError: The API has no such operation.
        """
        if operation in (ANY, TOKEN):
            return operation
        endpoint = self.index.find(operation)
        if endpoint is None:
            raise LookupError(operation)
        return endpoint.name

    def set_fault_rates(self, **values: Any) -> None:
        """Set the rates of random faults; see `FaultRates`."""
        self.faults.set_rates(FaultRates(**values))
