"""What users of the committed client write, with the types that they get.

Nothing here runs: mypy and pyright read it (`make types`). A line that is wrong on
purpose says so; both checkers complain where such a line is right after all.
"""

from collections.abc import Mapping
from typing import Any, assert_type

from genesys_cloud import (
    NULL,
    APIStatusError,
    AsyncGenesysCloud,
    GenesysCloud,
    RawResponse,
    RequestOptions,
    models,
    operations,
    testing,
)
from genesys_cloud.models import LicenseUser, UserLicensesEntityListing


def call(client: GenesysCloud) -> None:
    page = client.license.get_license_users(page_size=100)
    assert_type(page, UserLicensesEntityListing)
    assert_type(page.page_count, int | None)
    for user in page.entities:
        assert_type(user, models.UserLicenses)
        assert_type(user.licenses, list[str] | None)
    assert_type(client.license.get_license_user("u1"), LicenseUser)
    assert_type(client.license.get_license_user(user_id="u1"), LicenseUser)
    assert_type(client.license.post_license_infer(["r1"]), list[str])
    assert_type(client.license.post_license_users(body=("u1",)), dict[str, Any])
    options = RequestOptions(timeout=3.0)
    assert_type(
        client.license.get_license_definitions(options=options),
        list[models.LicenseDefinition],
    )


def send(client: GenesysCloud, plain: Mapping[str, Any]) -> None:
    change = models.LicenseAssignmentRequest(
        license_id="l1", user_ids_add=["u1"], user_ids_remove=NULL
    )
    batch = models.LicenseBatchAssignmentRequest(assignments=[change])
    for body in (batch, plain, None):
        assert_type(
            client.license.post_license_organization(body),
            list[models.LicenseUpdateStatus],
        )


def look(client: GenesysCloud) -> None:
    raw = client.with_raw_response.license.get_license_users(page_size=1)
    assert_type(raw, RawResponse[UserLicensesEntityListing])
    assert_type(raw.parse(), UserLicensesEntityListing)
    assert_type(raw.status, int)
    row = operations["LicenseAPI.getLicenseUsers"].responses["200"]
    assert_type(row.status, str)
    try:
        client.license.get_license_user("u1")
    except APIStatusError as error:
        assert_type(error.status, int)


async def call_async(client: AsyncGenesysCloud) -> None:
    page = await client.license.get_license_users(page_size=100, page_number=2)
    assert_type(page, UserLicensesEntityListing)
    raw = await client.with_raw_response.license.get_license_user("u1")
    assert_type(raw, RawResponse[LicenseUser])
    async with client as same:
        assert_type(same, AsyncGenesysCloud)


def err(client: GenesysCloud) -> None:
    # A misspelt argument, one of the wrong type, none, and one too many by position.
    client.license.get_license_users(pagesize=1)  # type: ignore[call-arg]
    client.license.get_license_users(page_size="1")  # type: ignore[arg-type]
    client.license.get_license_user()  # type: ignore[call-arg]
    client.license.get_license_users(100)  # type: ignore[call-arg]
    # Required properties, and a property that is not there.
    models.LicenseBatchAssignmentRequest()  # type: ignore[call-arg]
    models.LicenseUser(name="n")  # type: ignore[call-arg]


def fake(given: dict[str, LicenseUser]) -> None:
    transport = testing.transport(
        {
            "license.get_license_user": lambda request: LicenseUser(
                id=request.url.path
            ),
            operations["LicenseAPI.getLicenseUsers"]: testing.Sequence(
                {"entities": []},
                lambda request: testing.error(404, code=request.method),
            ),
        }
    )
    testing.transport(given)
    GenesysCloud(access_token="t", transport=transport)
    AsyncGenesysCloud(access_token="t", transport=transport)
    call = transport.calls[0]
    assert_type(call.operation, str)
    assert_type(call.path, dict[str, str])
    # A status is a number.
    testing.error("404")  # type: ignore[arg-type]
