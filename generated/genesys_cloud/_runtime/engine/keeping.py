"""Doing something to its end even where the task that waits for it is cancelled."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import anyio


async def to_the_end(
    work: Coroutine[Any, Any, Any],
) -> tuple[Any, Exception | None, BaseException | None]:
    """Do something to its end, under asyncio and trio.

    Returns:
        Its value, or the error that it raised; and what cancels the caller, which the
        caller has to raise. A scope that cancels does so by itself afterwards.
    """
    value: Any = None
    failure: Exception | None = None
    cut: BaseException | None = None
    with anyio.CancelScope(shield=True):
        try:
            if _in_asyncio():
                # A shield keeps off what a scope cancels, but not `asyncio.timeout`.
                task = asyncio.ensure_future(work)
                while not task.done():
                    try:
                        await asyncio.wait([task])
                    except asyncio.CancelledError as error:
                        cut = error
                value = task.result()
            else:
                value = await work
        except Exception as error:
            failure = error
    try:
        return value, failure, cut
    finally:
        # They know this frame, which would keep them alive.
        failure = cut = None


def _in_asyncio() -> bool:
    try:
        return asyncio.current_task() is not None
    except RuntimeError:
        return False
