"""A sandbox: what it knows, what it was told to do, and what arrived."""

from __future__ import annotations

from typing import Any

from .checking import Checker
from .counters import Log
from .documents import Documents
from .oauth import Login
from .paging import Listings
from .plans import Act, Script, Weather
from .storage import Storage
from .values import Values


class Sandbox:
    """Everything but the server.

    Attributes:
        documents: What it takes for the truth.
        login: Clients and tokens.
        listings: How many items there are to list.
        log: What arrived.
        script: What is planned.
        storage: Files behind presigned URLs.
        values: Makes answers.
        checker: Checks requests.
    """

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.login = Login()
        self.log = Log()
        self.values = Values(documents)
        self.checker = Checker(documents)
        self.reset()

    def reset(self) -> None:
        """Begin anew: no plans, no tokens, nothing arrived."""
        self.script = Script()
        self.storage = Storage()
        self.listings = Listings(self.documents, self.values)
        self.login.reset()
        self.log.clear()

    def plan(self, operation: str, *acts: Act, times: int = 1) -> None:
        """Plan the next answers of an operation, ``times`` over.

        Raises:
            LookupError: The documents have no such operation.
        """
        special = operation in ("*", "token")
        if not special and operation not in self.documents.operations:
            raise LookupError(operation)
        self.script.add(operation, acts * times)

    def weather(self, **values: Any) -> None:
        """Set what happens by chance; see `Weather`."""
        self.script.weather(Weather(**values))
