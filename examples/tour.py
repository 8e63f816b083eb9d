"""A tour of both clients, which `make demo` takes in a sandbox.

Shows a token, pages, a refused call, a batch, a mismatch and a rate limit.
"""

import asyncio
import logging
import warnings
from collections import Counter

from rich.console import Console
from rich.markup import escape

from genesys_cloud import APIStatusError, AsyncGenesysCloud, GenesysCloud, RateLimited

console = Console(highlight=False)


def show(topic: str, text: object) -> None:
    """Print a line of the tour."""
    console.print(f"[bold cyan]{topic:<12}[/]{escape(str(text))}", soft_wrap=True)


def use(client: GenesysCloud) -> None:
    """Take the part of the tour that makes one call after the other."""
    client.connect()
    show("Token", f"one for all calls; the client is {client.state.name}")
    users = list(client.license.iter_license_users(page_size=25))
    show("Pages", f"{len(users)} users in {client.stats.calls} calls")
    try:
        client.license.get_license_definition("gold")
    except APIStatusError as error:
        show("Refused", f"{type(error).__name__}: {error.message}")
    ids = [user.id for user in users[:3] if user.id]
    change = {"licenseId": "collaborate", "userIdsAdd": ids, "userIdsRemove": []}
    results = client.license.post_license_organization({"assignments": [change]})
    counts = Counter(status.result for status in results)
    show("Batch", ", ".join(f"{number} x {text}" for text, number in counts.items()))
    client.license.get_license_definitions()
    show("Mismatch", next(iter(client.mismatches)))


async def use_async(client: AsyncGenesysCloud) -> None:
    """Take the part of the tour that makes many calls at the same time."""
    client.on(RateLimited, lambda e: show("Rate limit", f"pause of {e.wait:.0f} s"))
    listing = client.license.iter_license_users(max_items=40)
    ids = [user.id async for user in listing if user.id]
    calls = (client.license.get_license_user(user_id) for user_id in ids)
    show("Async", f"{len(await asyncio.gather(*calls))} calls at the same time")


async def main() -> None:
    """Connect with the credentials and the URLs of the environment."""
    # The tour prints what would be warnings.
    logging.getLogger("genesys_cloud").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    with GenesysCloud() as client:
        use(client)
    async with AsyncGenesysCloud() as async_client:
        await use_async(async_client)
