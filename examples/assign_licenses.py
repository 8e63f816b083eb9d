"""Assign a license to the users of a file, in batches of which parts may fail.

Shows models as a body, and a response with status 200 that contains failures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from genesys_cloud import GenesysCloud
from genesys_cloud.models import (
    LicenseAssignmentRequest,
    LicenseBatchAssignmentRequest,
    LicenseUpdateStatus,
)

BATCH = 100


def assign(
    client: GenesysCloud, license_id: str, users: Sequence[str]
) -> Iterator[LicenseUpdateStatus]:
    """Assign a license, and yield the result of each user."""
    for start in range(0, len(users), BATCH):
        assignment = LicenseAssignmentRequest(
            license_id=license_id,
            user_ids_add=list(users[start : start + BATCH]),
            user_ids_remove=[],
        )
        batch = LicenseBatchAssignmentRequest(assignments=[assignment])
        yield from client.license.post_license_organization(batch)


def is_failure(status: LicenseUpdateStatus) -> bool:
    """Return True if the platform did not assign the license."""
    return (status.result or "").upper() != "SUCCESS"


def main() -> None:
    """Read a license and a file of user ids, and exit with 1 if a user failed."""
    license_id, file = sys.argv[1:]
    users = Path(file).read_text(encoding="utf-8").split()
    with GenesysCloud() as client:
        failed = [s for s in assign(client, license_id, users) if is_failure(s)]
    for status in failed:
        print(f"{status.user_id}: {status.result}", file=sys.stderr)
    print(f"{len(users) - len(failed)} of {len(users)} users have {license_id}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
