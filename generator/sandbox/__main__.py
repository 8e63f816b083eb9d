"""``python -m generator.sandbox SPECS [PORT]`` serves documents and prints where."""

import sys
from pathlib import Path

from .documents import read_documents
from .serving import listen, make_server
from .state import Sandbox


def main() -> None:
    """Serve until interrupted."""
    specs = Path(sys.argv[1])
    socket = listen(int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    server = make_server(Sandbox(read_documents(specs)))
    print(f"http://127.0.0.1:{socket.getsockname()[1]}", flush=True)
    server.run([socket])


main()
