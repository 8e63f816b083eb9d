"""Log a user in from a terminal: the browser redirects to a server of this script.

Shows an authorization code with PKCE, which needs no client secret.
"""

from __future__ import annotations

import secrets
import sys
import webbrowser
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from genesys_cloud import PKCE, GenesysCloud

PORT = 8765


class Redirect(BaseHTTPRequestHandler):
    """Receives the redirect of the login host, and keeps its query."""

    query: ClassVar[dict[str, list[str]]] = {}

    def do_GET(self) -> None:
        """Keep the query, and tell the user to go back to the terminal."""
        Redirect.query = parse_qs(urlsplit(self.path).query)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"You are logged in, and can close this page.")

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing, since the query contains the code."""


def log_in(client_id: str, port: int = PORT) -> PKCE:
    """Open the browser, wait for the redirect, and return the credentials."""
    verifier, state = PKCE.new_verifier(), secrets.token_urlsafe()
    with HTTPServer(("127.0.0.1", port), Redirect) as server:
        back = f"http://127.0.0.1:{server.server_port}/"
        webbrowser.open(
            GenesysCloud.authorize_url(client_id, back, state=state, verifier=verifier)
        )
        server.handle_request()
    if Redirect.query.get("state") != [state] or "code" not in Redirect.query:
        raise SystemExit("The login host did not redirect from this login.")
    code = Redirect.query["code"][0]
    return PKCE(client_id=client_id, code=code, redirect_uri=back, verifier=verifier)


def main() -> None:
    """Log in, and print the licenses of a user."""
    client_id, user_id = sys.argv[1:]
    with GenesysCloud(credentials=log_in(client_id)) as client:
        user = client.license.get_license_user(user_id)
        print(*(license.id for license in user.licenses or []))


if __name__ == "__main__":
    main()
