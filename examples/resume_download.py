"""Download an export of any size, and go on where an earlier run stopped.

Shows a presigned URL, which receives no token, and a download that writes to a file
piece by piece. If the connection breaks, the client requests only the rest.
"""

from __future__ import annotations

import sys
from pathlib import Path

from genesys_cloud import APIConnectionError, CallRetried, GenesysCloud


def report(event: CallRetried) -> None:
    """Print the reason of a retry."""
    print(f"attempt {event.attempt} failed: {event.reason}", file=sys.stderr)


def download(client: GenesysCloud, contact_list: str, path: Path) -> Path:
    """Write the latest export of a contact list to a file."""
    export = client.outbound.get_outbound_contactlist_export(contact_list)
    if export.uri is None:
        raise RuntimeError(f"contact list {contact_list} has no export")
    return client.download(export.uri, path)


def main() -> None:
    """Download the export of a contact list to a file."""
    contact_list, path = sys.argv[1], Path(sys.argv[2])
    with GenesysCloud() as client:
        client.on(CallRetried, report)
        try:
            print(download(client, contact_list, path).stat().st_size, "bytes")
        except APIConnectionError as error:
            # The part is kept beside the file, and the next run requests the rest.
            sys.exit(f"{error}\nRun the command again to continue.")


if __name__ == "__main__":
    main()
