"""The demo of `make demo`: start a sandbox, take the tour, and stop the sandbox.

Shows `mdclient serve` as a program of other programs: its ready line is JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import tour

EXAMPLES = Path(__file__).parent


@contextmanager
def sandbox(specs: Path) -> Generator[dict[str, str]]:
    """Serve the documented API, and yield its URL and credentials."""
    command = [sys.executable, "-m", "mdclient", "serve", str(specs), "--quiet"]
    command += ["--format", "json", "--scenario", str(EXAMPLES / "demo.toml")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        try:
            if not line:
                sys.exit("The sandbox did not start.")
            yield json.loads(line)
        finally:
            server.terminate()


def main() -> None:
    """Take the tour in a sandbox of the pages in ``specs/``."""
    # Settings of an account, and proxies, are not for a sandbox.
    for name in [one for one in os.environ if one.startswith("GENESYS_CLOUD_")]:
        del os.environ[name]
    os.environ["no_proxy"] = "127.0.0.1"
    with sandbox(EXAMPLES.parent / "specs") as found:
        for name, value in {**found, "login_url": found["url"]}.items():
            setting = "base_url" if name == "url" else name
            os.environ[f"GENESYS_CLOUD_{setting.upper()}"] = value
        asyncio.run(tour.main())


if __name__ == "__main__":
    main()
