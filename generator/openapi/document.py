"""The OpenAPI document as a whole: info, servers and security."""

from ..config import Config
from ..model import ApiClass, ApiSpec
from .operations import Paths
from .schemas import Json, Schemas, described

VERSION = "3.1.0"


def to_openapi(spec: ApiSpec, config: Config) -> Json:
    """Convert a spec to an OpenAPI document.

    The ids of operations are the names in the documents, and ``x-source`` names the
    pages. If the documents give no type, the schema allows any value.

    See https://spec.openapis.org/oas/v3.1.0.
    """
    schemas = Schemas(spec)
    paths = Paths(spec, config, schemas).items
    document: Json = {
        "openapi": VERSION,
        "info": {"title": config.package.title, "version": config.package.version},
    }
    if servers := _servers(config):
        document["servers"] = servers
    document["tags"] = [_tag(api) for api in spec.apis]
    document["paths"] = paths
    document["components"] = {"schemas": schemas.components()}
    if flows := _flows(config):
        scheme = {"type": "oauth2", "flows": flows}
        document["components"]["securitySchemes"] = {"oauth2": scheme}
        document["security"] = [{"oauth2": []}]
    return document


def _tag(api: ApiClass) -> Json:
    tag = described({"name": api.name, "x-source": api.file}, api.description)
    return {**tag, "externalDocs": {"url": api.url}} if api.url else tag


def _servers(config: Config) -> list[Json]:
    """Return the API's URL, with the domains of its regions to choose from."""
    server = config.server
    if not server.api:
        return []
    if "{domain}" not in server.api:
        return [{"url": server.api}]
    domains = list(dict.fromkeys(server.regions.values()))
    if not domains:
        return []
    variable = {"default": domains[0], "enum": domains}
    return [{"url": server.api, "variables": {"domain": variable}}]


def _flows(config: Config) -> Json:
    """Return the grants of RFC 6749, with the URLs of the first region."""
    server = config.server
    domain = next(iter(server.regions.values()), "")
    if not server.login or ("{domain}" in server.login and not domain):
        return {}
    login = server.login.replace("{domain}", domain)
    token, authorize = config.oauth.token_path, config.oauth.authorize_path
    return {
        "clientCredentials": {"tokenUrl": login + token, "scopes": {}},
        "authorizationCode": {
            "authorizationUrl": login + authorize,
            "tokenUrl": login + token,
            "scopes": {},
        },
    }
