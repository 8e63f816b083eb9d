"""Uses of the pytest fixture in tests of programs. Nothing here runs."""

from typing import assert_type

from generator.testing import SandboxCall, SandboxServer
from genesys_cloud import AsyncGenesysCloud, GenesysCloud
from genesys_cloud.models import LicenseUser


def use_sync(mdclient_sandbox: SandboxServer) -> None:
    mdclient_sandbox.script(
        "license.get_license_user", body=LicenseUser(id="u1"), times=1
    )
    with mdclient_sandbox.client(GenesysCloud, max_retries=0) as client:
        assert_type(client, GenesysCloud)
        assert_type(client.license.get_license_user("u1"), LicenseUser)
    assert_type(mdclient_sandbox.calls[0], SandboxCall)
    assert_type(mdclient_sandbox.calls[0].query, dict[str, list[str]])
    mdclient_sandbox.advance(60)
    mdclient_sandbox.reset()


async def use_async(mdclient_sandbox: SandboxServer) -> None:
    async with mdclient_sandbox.client(AsyncGenesysCloud) as client:
        assert_type(client, AsyncGenesysCloud)


def misuse(mdclient_sandbox: SandboxServer) -> None:
    mdclient_sandbox.script("license.get_license_user", status="404")  # type: ignore[arg-type]
