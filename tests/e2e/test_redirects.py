"""Redirects are not followed with the token: no other host sees it."""

from __future__ import annotations

import pytest

import genesys_cloud
from generator.sandbox import RunningSandbox, redirect
from tests.e2e.conftest import Connect

USER = "LicenseAPI.getLicenseUser"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("elsewhere", [False, True], ids=["same", "other"])
def test_a_redirect_is_an_error(
    connect: Connect, sandbox: RunningSandbox, status: int, elsewhere: bool
) -> None:
    host = sandbox.other_url if elsewhere else sandbox.url
    sandbox.script(USER, redirect(f"{host}/api/v2/license/users/other", status))
    with pytest.raises(genesys_cloud.RedirectError) as caught:
        connect().license.get_license_user("u")
    assert caught.value.status == status
    assert caught.value.headers["location"].startswith(host)
    assert sandbox.log.counts.received[USER] == 1
