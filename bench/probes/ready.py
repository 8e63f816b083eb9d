"""From the start of the process to the first value, with the memory that it took."""

import json
import sys
import time
from importlib import import_module
from typing import Any


def first_value(told: dict[str, Any]) -> object:
    """Import a package, and make a first call where there is one to make."""
    package = import_module(told["package"])
    if "client" not in told:
        return package
    given: dict[str, Any] = {}
    if told["transport"] == "mock":
        import httpx

        answer = httpx.Response(200, text=told["answer"])
        transport = httpx.MockTransport(lambda _: answer)
        given["http_client"] = httpx.Client(transport=transport)
    client = getattr(package, told["client"])(
        access_token="token", base_url=told["base_url"], **given
    )
    value: object = getattr(getattr(client, told["attribute"]), told["method"])()
    return value


def peak() -> float:
    """Return the most memory that this process held, in MB."""
    try:
        with open("/proc/self/status") as status:
            lines = [line for line in status if line.startswith("VmHWM:")]
        return int(lines[0].split()[1]) * 1024 / 1e6
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return (most if sys.platform == "darwin" else most * 1024) / 1e6


if __name__ == "__main__":
    arguments = json.loads(sys.argv[1])
    assert first_value(arguments) is not None
    seconds = time.monotonic() - arguments["started"]
    print(json.dumps({"seconds": seconds, "megabytes": peak()}))
