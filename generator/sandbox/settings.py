"""Settings of a sandbox: every option of ``mdclient serve``, in one struct."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ..quantities import Rate
from .faults import FaultRates


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Options of a sandbox; the defaults are those of the command line.

    Attributes:
        seed: Seed of all made-up data.
        size: Items of each listing before clients add and delete some.
        db: SQLite file that keeps the data; None keeps it in memory.
        any_id: Ids that the sandbox never sent exist too.
        client_id: Id of the client that may log in.
        client_secret: Its secret.
        any_client: Any client id and secret may log in.
        token_life: Seconds until a token expires.
        rate_limit: Requests that a token may send; None for no limit.
        faults: Faults that happen by chance.
        access_log: Write a line for each request to the standard error.
    """

    seed: int = 0
    size: int = 60
    db: Path | None = None
    any_id: bool = False
    client_id: str = "id"
    client_secret: str = "secret"
    any_client: bool = False
    token_life: float = 86_400
    rate_limit: Rate | None = None
    faults: FaultRates = FaultRates()
    access_log: bool = False
