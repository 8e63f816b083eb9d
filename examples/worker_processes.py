"""Read users in several processes, which share one token.

Shows a token store in files: the first worker requests the token, and the others read
it. Each worker has a part of the rate limit. Workers of celery do the same in
`worker_process_init`.
"""

from __future__ import annotations

import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from genesys_cloud import FileTokenStore, GenesysCloud

WORKERS = 4
LIMIT = 300

client: GenesysCloud


def begin(store: Path) -> None:
    """Create the client of a worker."""
    global client
    client = GenesysCloud(token_store=FileTokenStore(store), rate_limit=LIMIT / WORKERS)


def licenses(user_id: str) -> list[str]:
    """Return the licenses of a user; it runs in a worker."""
    user = client.license.get_license_user(user_id)
    return [license.id or "" for license in user.licenses or []]


def read_all(user_ids: list[str], store: Path) -> dict[str, list[str]]:
    """Return the licenses of users, which the workers read."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, spawn, begin, (store,)) as pool:
        return dict(zip(user_ids, pool.map(licenses, user_ids), strict=True))


def main() -> None:
    """Print the licenses of the users in the arguments."""
    store = Path.home() / ".cache" / "license-report"
    for user_id, names in read_all(sys.argv[1:], store).items():
        print(user_id, *names)


if __name__ == "__main__":
    main()
