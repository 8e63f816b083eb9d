"""A loopback server in a process of its own: fixed answers, as fast as they come.

It reads one line of JSON, bodies by path, from standard input, prints its port, and
answers until it is ended. It speaks as much HTTP/1.1 as the clients that are measured.
"""

import asyncio
import json
import sys

_END = b"\r\n\r\n"


class Answering(asyncio.Protocol):
    """One connection."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep where to write."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        assert self._transport is not None
        self._received += data
        while _END in self._received:
            head, _, self._received = self._received.partition(_END)
            target = head.split(b" ", 2)[1].partition(b"?")[0]
            self._transport.write(self._answers.get(target, _answer(404, b"{}")))


def _answer(status: int, body: bytes) -> bytes:
    head = (
        f"HTTP/1.1 {status} {'OK' if status == 200 else 'Not Found'}\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def serve(bodies: dict[str, str]) -> None:
    """Answer with the bodies until the process is ended."""
    answers = {
        path.encode(): _answer(200, body.encode()) for path, body in bodies.items()
    }
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.stdin.readline())))
