"""Command line: ``python -m genesys_cloud --help``."""

from . import api as _api
from ._platform import PLATFORM as _PLATFORM
from ._runtime.shell.command_line import CommandLine

_MODULES: dict[str, str] = {
    "license": "license",
}


def main() -> int:
    """Run the command line and return its exit code."""
    return CommandLine(_api.__name__, _MODULES, _PLATFORM).run()


if __name__ == "__main__":
    raise SystemExit(main())
