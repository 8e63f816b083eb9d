"""Settings of a sandbox: every option of ``mdclient serve``, in one struct."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Options of a sandbox; the defaults are those of the command line.

    Attributes:
        seed: Seed of all made-up data.
        size: Items of each listing before clients add and delete some.
        db: SQLite file that keeps the data; None keeps it in memory.
        any_id: Ids that the sandbox never sent exist too.
        client_id: Id of the client that may log in.
        client_secret: Its secret.
        access_log: Write a line for each request to the standard error.
    """

    seed: int = 0
    size: int = 60
    db: Path | None = None
    any_id: bool = False
    client_id: str = "id"
    client_secret: str = "secret"
    access_log: bool = False
