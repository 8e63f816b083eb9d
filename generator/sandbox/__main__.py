"""``python -m generator.sandbox SPECS [PORT]`` serves documents and prints where."""

import sys
from pathlib import Path

from .running import make_server, open_socket
from .spec_index import read_index
from .state import Sandbox


def main() -> None:
    """Serve until interrupted."""
    specs = Path(sys.argv[1])
    socket = open_socket(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    server = make_server(Sandbox(read_index(specs)))
    print(f"http://127.0.0.1:{socket.getsockname()[1]}", flush=True)
    server.run([socket])


main()
