"""Read 500 users at the same time, and stay under the rate limit.

Shows the async client: all calls start at once, the client spreads them over the
minute, and a 429 of the server pauses all of them instead of failing one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from genesys_cloud import APIStatusError, AsyncGenesysCloud, RateLimited
from genesys_cloud.models import LicenseUser


async def read_user(client: AsyncGenesysCloud, user_id: str) -> LicenseUser | None:
    """Return a user, or None if the server refuses."""
    try:
        return await client.license.get_license_user(user_id)
    except APIStatusError as error:
        print(user_id, error.status, error.message)
        return None


async def read_users(
    client: AsyncGenesysCloud, user_ids: Iterable[str]
) -> list[LicenseUser]:
    """Read users at the same time, and return those that exist."""
    client.on(RateLimited, lambda event: print(f"429: {event.wait:.0f} s of pause"))
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(read_user(client, one)) for one in user_ids]
    return [user for task in tasks if (user := task.result()) is not None]


async def main() -> None:
    """Read the first 500 users of the organization."""
    async with AsyncGenesysCloud() as client:
        listing = client.license.iter_license_users(page_size=100, max_items=500)
        user_ids = [user.id async for user in listing if user.id]
        users = await read_users(client, user_ids)
        stats = client.stats
        print(f"{len(users)} users, {stats.calls} calls, {stats.rate_limited} 429")


if __name__ == "__main__":
    asyncio.run(main())
