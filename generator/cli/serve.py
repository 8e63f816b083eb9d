"""Command ``serve``: the documented API on this machine."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Annotated

import typer

from . import fault_options, options
from .exit_codes import (
    FOUND_ERRORS,
    accept_stop,
    exit_with,
    handle_errors,
    print_diagnostics,
    print_line,
    progress,
)
from .options import Format

if TYPE_CHECKING:
    from socket import socket as Socket

    from ..pipeline import SpecSource
    from ..sandbox import LiveSandbox, Scenario, Settings, SpecIndex

Source = Annotated[
    Path | None,
    typer.Argument(
        metavar="[DIR]",
        help="Directory of the pages, a generated client, or its model.json.gz.",
        show_default="that of --specs",
    ),
]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[
    int,
    typer.Option(
        "--port",
        help="Port to listen on.",
        show_default="any free one",
        min=0,
        max=65535,
    ),
]
Seed = Annotated[int, typer.Option("--seed", help="Seed of all data.")]
Size = Annotated[
    int, typer.Option("--size", help="Items of each listing at the start.", min=0)
]
Database = Annotated[
    Path | None,
    typer.Option(
        "--db",
        help="SQLite file that keeps the data.",
        metavar="FILE",
        show_default="memory",
    ),
]
AnyId = Annotated[
    bool, typer.Option("--any-id", help="Find items under every id, never 404.")
]
ScenarioFile = Annotated[
    Path | None,
    typer.Option(
        "--scenario", help="TOML file with scripted responses.", metavar="FILE"
    ),
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Restart whenever the documents change.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Write no access log.")]
ServeFormat = Annotated[
    Format, typer.Option("--format", help="Format of the ready line and diagnostics.")
]


def serve(
    directory: Source = None,
    specs: options.Specs = Path("specs"),
    config: options.Config = None,
    host: Host = "127.0.0.1",
    port: Port = 0,
    seed: Seed = 0,
    size: Size = 60,
    db: Database = None,
    any_id: AnyId = False,
    token_life: fault_options.TokenLife = 86_400,
    any_client: fault_options.AnyClient = False,
    rate_limit: fault_options.RateLimit = None,
    fail: fault_options.Fail = None,
    cut: fault_options.Cut = None,
    latency: fault_options.Latency = None,
    scenario: ScenarioFile = None,
    watch: Watch = False,
    quiet: Quiet = False,
    form: ServeFormat = Format.TEXT,
) -> None:
    """Serve the documented API on this machine, with made-up data.

    The server checks requests, and remembers what clients create, change and delete.
    Press Ctrl-C to stop.
    """
    fault_options.check_shares(fail, cut)
    with handle_errors():
        _check_extra()
        from .. import pipeline, sandbox

        settings = sandbox.Settings(
            seed=seed,
            size=size,
            db=db,
            any_id=any_id,
            any_client=any_client,
            token_life=token_life,
            rate_limit=rate_limit,
            faults=fault_options.fault_rates(fail, cut, latency, seed),
            access_log=not quiet,
        )
        source = pipeline.SpecSource(specs=directory or specs, config=config)
        with sandbox.listen(host, port) as socket:
            _run(_Inputs(source, scenario, form), settings, socket, watch=watch)


@dataclass(frozen=True)
class _Inputs:
    """Files of a sandbox, and the format of their diagnostics."""

    source: "SpecSource"
    scenario: Path | None
    form: Format

    def read(self) -> "tuple[SpecIndex, Scenario | None] | None":
        """Read documents or a snapshot and a scenario; print their diagnostics."""
        from .. import pipeline, sandbox
        from ..diagnostics import Diagnostics

        diagnostics, source = Diagnostics(), self.source
        with pipeline.user_cache(diagnostics) as cache, progress(self.form)("Reading"):
            index = sandbox.read_index(source.specs, source.config, diagnostics, cache)
        scenario = None
        if index is not None and self.scenario is not None:
            scenario = sandbox.load_scenario(self.scenario, index, diagnostics)
        found = pipeline.with_user_paths(diagnostics, source)
        print_diagnostics(found, self.form)
        if index is None or found.has_errors:
            return None
        return index, scenario


def _run(
    inputs: _Inputs, settings: "Settings", socket: "Socket", *, watch: bool
) -> None:
    """Serve on a socket until a signal stops the process."""
    from .. import pipeline, sandbox

    others = [inputs.scenario.parent] if inputs.scenario else []
    changes = pipeline.watch_changes(inputs.source, others) if watch else iter(())
    next(changes, None)  # Watching begins before the first look at the documents.
    found = inputs.read()
    if found is None:
        exit_with(FOUND_ERRORS)
    index, scenario = found
    try:
        live = sandbox.LiveSandbox(index, settings, socket, scenario)
        if watch:
            _restart_on_changes(changes, inputs, live)
        _print_ready(live, settings, inputs.form)
        live.run()
    except KeyboardInterrupt:
        accept_stop()


def _check_extra() -> None:
    """End the command if the packages of the extra are missing."""
    for name in ("starlette", "uvicorn"):
        if find_spec(name) is None:
            sys.stderr.write(
                f"mdclient: {name} is missing: pip install 'mdclient[sandbox]'\n"
            )
            exit_with(FOUND_ERRORS)


def _print_ready(live: "LiveSandbox", settings: "Settings", form: Format) -> None:
    client = {"client_id": settings.client_id, "client_secret": settings.client_secret}
    if form is Format.JSON:
        print_line(json.dumps({"url": live.url, **client}))
        return
    index = live.sandbox.index
    count = len(index.operations)
    print_line(f"Serving {count:,} operations of {index.title} at {live.url}")
    print_line("Client id {client_id}, client secret {client_secret}".format(**client))
    print_line("Press Ctrl-C to stop.")


def _restart_on_changes(
    changes: Iterator[None], inputs: _Inputs, live: "LiveSandbox"
) -> None:
    """Serve changed inputs from now on; errors leave the old ones in place."""

    def follow() -> None:
        for _ in changes:
            found = inputs.read()
            if found is not None:
                live.restart(*found)
                sys.stderr.write("Restarted with the changed documents.\n")
                sys.stderr.flush()

    Thread(target=follow, daemon=True).start()
