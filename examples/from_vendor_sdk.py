"""A script that moved from the vendor's SDK: list the users who hold a license.

Shows both versions. This is the one before:

    import os
    import time

    import PureCloudPlatformClientV2 as sdk
    from PureCloudPlatformClientV2.rest import ApiException

    sdk.configuration.host = "https://api.mypurecloud.ie"
    connected = sdk.api_client.ApiClient().get_client_credentials_token(
        os.environ["GENESYS_CLOUD_CLIENT_ID"], os.environ["GENESYS_CLOUD_CLIENT_SECRET"]
    )
    api = sdk.LicenseApi(connected)

    number, pages = 1, 1
    while number <= pages:
        try:
            page = api.get_license_users(page_size=100, page_number=number)
        except ApiException as error:
            if error.status == 429:
                time.sleep(int(error.headers["Retry-After"]))
                continue
            raise
        for user in page.entities:
            if "collaborate" in user.licenses:
                print(user.id)
        number, pages = number + 1, page.page_count

The loop over pages and the wait after a 429 are gone, and the rest has the same names.
"""

from __future__ import annotations

from collections.abc import Iterator

from genesys_cloud import GenesysCloud


def holders(client: GenesysCloud, license_id: str) -> Iterator[str]:
    """Yield the ids of the users who hold a license."""
    for user in client.license.iter_license_users(page_size=100):
        if user.id and license_id in (user.licenses or []):
            yield user.id


def main() -> None:
    """Print the users with the credentials and the region of the environment."""
    with GenesysCloud() as client:
        for user_id in holders(client, "collaborate"):
            print(user_id)


if __name__ == "__main__":
    main()
