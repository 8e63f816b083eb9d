"""Export the licenses of all users to a CSV file, with a progress bar.

Shows pagination by whole pages, whose total feeds the bar.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from rich.progress import Progress

from genesys_cloud import GenesysCloud


def export(client: GenesysCloud, path: Path) -> int:
    """Write one row for each user, and return the number of rows."""
    written = 0
    with path.open("w", newline="", encoding="utf-8") as file, Progress() as progress:
        rows = csv.writer(file)
        rows.writerow(["user", "licenses"])
        bar = progress.add_task("Users", total=None)
        for page in client.license.iter_license_users(page_size=100).pages():
            users = page.entities
            rows.writerows([u.id, " ".join(u.licenses or [])] for u in users)
            written += len(users)
            progress.update(bar, total=page.total, completed=written)
    return written


def main() -> None:
    """Export with the credentials of the environment."""
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "licenses.csv")
    with GenesysCloud() as client:
        print(export(client, path), "users in", path)


if __name__ == "__main__":
    main()
