"""Times of a sandbox: a GET of one item, a bare route, and its start (s)."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

told = json.loads(sys.argv[1])
sys.path.insert(0, told["root"])

# Imported only now (E402): the path decides which generator it is.
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from generator.sandbox import Sandbox, listen, read_index
from generator.sandbox.app import make_app
from generator.sandbox.running import make_server
from generator.sandbox.spec_index import Endpoint

CALLS = 400


def calls_of(app: ASGIApp, path: str) -> float:
    """The processor's time for one call, client and server together."""
    with listen() as listening:
        server = make_server(app)
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        request = f"GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer t\r\n\r\n"
        with socket.create_connection(listening.getsockname()) as client:
            start = time.process_time()
            for _ in range(CALLS):
                client.sendall(request.encode())
                response = client.recv(65536)
                while b"\r\n\r\n" not in response or response[-1:] != b"}":
                    response += client.recv(65536)
                assert response.startswith(b"HTTP/1.1 200"), response
            taken = time.process_time() - start
        server.should_exit = True
        thread.join()
    return taken / CALLS


async def bare(request: Request) -> JSONResponse:
    """Respond without a check."""
    return JSONResponse({"id": request.path_params["itemId"]})


def start(cache: str) -> float:
    """The time from the command to its ready line."""
    command = [sys.executable, "-m", "generator", "serve", told["specs"]]
    command += ["--config", told["config"], "--format", "json"]
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        cwd=told["root"],
        env={**os.environ, "XDG_CACHE_HOME": cache},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        taken = time.perf_counter() - begun
        process.terminate()
    return taken


index = read_index(Path(told["specs"]), Path(told["config"]))
assert index is not None
sandbox = Sandbox(index)
sandbox.auth.fixed.add("t")


def size(endpoint: Endpoint) -> int:
    """The number of fields of an operation's response."""
    definition = index.definitions.get(endpoint.type.name) if endpoint.type else None
    return len(definition.properties) if definition else 1000


items = [
    endpoint
    for (method, _), endpoint in index.by_shape.items()
    if method == "GET" and endpoint.has_id and len(endpoint.operation.parameters) == 1
]
small = min(items, key=size)
identity = sandbox.ids.make("item", 1)
path = small.operation.path.replace("{" + small.names[0] + "}", identity)
route = Route(small.operation.path.replace(small.names[0], "itemId"), bare)
times: dict[str, list[float]] = {"sandbox": [], "bare": [], "cold": [], "cached": []}
for _ in range(told["rounds"]):
    times["sandbox"].append(calls_of(make_app(sandbox), path))
    times["bare"].append(calls_of(Starlette(routes=[route]), path))
    with tempfile.TemporaryDirectory() as cache:
        times["cold"].append(start(cache))
        times["cached"].append(start(cache))
print(json.dumps(times))
