"""The layout of a client: files that a call crosses, bases, imports of its modules."""

import re
import sys
from pathlib import Path
from types import FrameType

import httpx

import genesys_cloud
from genesys_cloud import AsyncGenesysCloud, GenesysCloud

ROOT = Path(genesys_cloud.__file__).parent
RUNTIME = ROOT / "_runtime"
MOST_FILES = 20
"""Files of the runtime that a call may cross once all is loaded."""
STABLE = {"api", "model", "operation", "pagination", "typos"}
"""Modules of the runtime that those of APIs and models may import from."""

ENTRIES = {
    "__main__": {"shell.command_line"},
    "_client": {"client.client", "client.raw_view", "lazy", "public", "typos"},
    "_operations": {"operation"},
    "_platform": {"config.platform"},
    "testing": {"testing"},
}
"""Modules of the runtime that the other modules of a client import from."""


def answer(request: httpx.Request) -> httpx.Response:
    users = {"entities": [{"id": "u1"}], "pageNumber": 1, "pageCount": 1}
    return httpx.Response(200, json=users)


def imported(path: Path) -> set[str]:
    """Return the modules of the runtime that a module imports from."""
    return set(re.findall(r"\._runtime\.([\w.]+) import", path.read_text()))


def test_a_warm_call_crosses_few_files() -> None:
    files: set[str] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(RUNTIME):
            files.add(path.relative_to(RUNTIME).as_posix())

    transport = httpx.MockTransport(answer)
    with GenesysCloud(
        access_token="t0ken", region="us-east-1", transport=transport
    ) as client:
        client.license.get_license_users()
        before = sys.getprofile()
        sys.setprofile(note)
        try:
            client.license.get_license_users()
        finally:
            sys.setprofile(before)
    assert {"api.py", "engine/call.py", "responses/parsing.py"} <= files
    assert len(files) <= MOST_FILES, sorted(files)


def test_a_client_has_three_base_classes_at_most() -> None:
    for client in (GenesysCloud, AsyncGenesysCloud):
        bases = [base for base in client.__mro__[1:] if "._runtime" in base.__module__]
        assert 1 <= len(bases) <= 3, bases
        assert issubclass(bases[0], bases[-1])


def test_modules_of_apis_and_models_import_from_few_places() -> None:
    found: set[str] = set()
    for folder in ("api", "models", "_raw", "_streaming"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= imported(path)
    assert found == STABLE
    for name, places in ENTRIES.items():
        assert imported(ROOT / f"{name}.py") == places, name
