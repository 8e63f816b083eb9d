"""Genesys Cloud Platform API: typed sync and async Python client."""

import typing as _typing
from importlib import import_module as _import_module

if _typing.TYPE_CHECKING:
    from . import models as models
    from . import testing as testing
    from ._client import AsyncGenesysCloud as AsyncGenesysCloud
    from ._client import GenesysCloud as GenesysCloud
    from ._operations import operations as operations
    from ._runtime.auth.credentials import PKCE as PKCE
    from ._runtime.auth.credentials import AccessToken as AccessToken
    from ._runtime.auth.credentials import AuthorizationCode as AuthorizationCode
    from ._runtime.auth.credentials import ClientCredentials as ClientCredentials
    from ._runtime.auth.credentials import RefreshToken as RefreshToken
    from ._runtime.auth.credentials import SAML2Bearer as SAML2Bearer
    from ._runtime.auth.token_store import FileTokenStore as FileTokenStore
    from ._runtime.auth.token_store import MemoryTokenStore as MemoryTokenStore
    from ._runtime.auth.token_store import StoredToken as StoredToken
    from ._runtime.auth.token_store import TokenStore as TokenStore
    from ._runtime.config.hosts import Gateway as Gateway
    from ._runtime.config.options import RequestOptions as RequestOptions
    from ._runtime.errors import APIConnectionError as APIConnectionError
    from ._runtime.errors import APIError as APIError
    from ._runtime.errors import APIStatusError as APIStatusError
    from ._runtime.errors import APITimeoutError as APITimeoutError
    from ._runtime.errors import BadGatewayError as BadGatewayError
    from ._runtime.errors import BadRequestError as BadRequestError
    from ._runtime.errors import ClientClosedError as ClientClosedError
    from ._runtime.errors import ClientError as ClientError
    from ._runtime.errors import ConfigurationError as ConfigurationError
    from ._runtime.errors import ConflictError as ConflictError
    from ._runtime.errors import DecodeError as DecodeError
    from ._runtime.errors import FailedDependencyError as FailedDependencyError
    from ._runtime.errors import ForbiddenError as ForbiddenError
    from ._runtime.errors import GatewayTimeoutError as GatewayTimeoutError
    from ._runtime.errors import GoneError as GoneError
    from ._runtime.errors import InternalServerError as InternalServerError
    from ._runtime.errors import LockedError as LockedError
    from ._runtime.errors import MethodNotAllowedError as MethodNotAllowedError
    from ._runtime.errors import NotFoundError as NotFoundError
    from ._runtime.errors import PagingError as PagingError
    from ._runtime.errors import PayloadTooLargeError as PayloadTooLargeError
    from ._runtime.errors import PreconditionFailedError as PreconditionFailedError
    from ._runtime.errors import RateLimitError as RateLimitError
    from ._runtime.errors import RedirectError as RedirectError
    from ._runtime.errors import RequestInfo as RequestInfo
    from ._runtime.errors import RequestTimeoutError as RequestTimeoutError
    from ._runtime.errors import ResponseMismatch as ResponseMismatch
    from ._runtime.errors import ResponseMismatchError as ResponseMismatchError
    from ._runtime.errors import ResponseMismatchWarning as ResponseMismatchWarning
    from ._runtime.errors import ServerError as ServerError
    from ._runtime.errors import ServiceUnavailableError as ServiceUnavailableError
    from ._runtime.errors import TokenRequestError as TokenRequestError
    from ._runtime.errors import UnauthorizedError as UnauthorizedError
    from ._runtime.errors import UnimplementedError as UnimplementedError
    from ._runtime.errors import UnprocessableEntityError as UnprocessableEntityError
    from ._runtime.errors import UnsupportedMediaTypeError as UnsupportedMediaTypeError
    from ._runtime.model import NULL as NULL
    from ._runtime.model import Model as Model
    from ._runtime.operation import Operation as Operation
    from ._runtime.operation import PermissionSet as PermissionSet
    from ._runtime.pagination import AsyncPages as AsyncPages
    from ._runtime.pagination import Pages as Pages
    from ._runtime.records import records as records
    from ._runtime.responses.mismatches import UndocumentedField as UndocumentedField
    from ._runtime.responses.raw import RawResponse as RawResponse
    from ._runtime.retry import RetryPolicy as RetryPolicy
    from ._runtime.streaming.response import (
        AsyncStreamedResponse as AsyncStreamedResponse,
    )
    from ._runtime.streaming.response import AsyncStreaming as AsyncStreaming
    from ._runtime.streaming.response import StreamedResponse as StreamedResponse
    from ._runtime.streaming.response import Streaming as Streaming
    from ._runtime.telemetry.events import CallAdded as CallAdded
    from ._runtime.telemetry.events import CallEnded as CallEnded
    from ._runtime.telemetry.events import CallEvent as CallEvent
    from ._runtime.telemetry.events import CallRemoved as CallRemoved
    from ._runtime.telemetry.events import CallRetried as CallRetried
    from ._runtime.telemetry.events import CallStarted as CallStarted
    from ._runtime.telemetry.events import ClientState as ClientState
    from ._runtime.telemetry.events import Event as Event
    from ._runtime.telemetry.events import RateLimited as RateLimited
    from ._runtime.telemetry.events import ResponseMismatched as ResponseMismatched
    from ._runtime.telemetry.events import StateChanged as StateChanged
    from ._runtime.telemetry.events import TokenDeleted as TokenDeleted
    from ._runtime.telemetry.events import TokenDeleteStarted as TokenDeleteStarted
    from ._runtime.telemetry.events import TokenRefreshEnded as TokenRefreshEnded
    from ._runtime.telemetry.events import TokenRefreshStarted as TokenRefreshStarted
    from ._runtime.telemetry.events import (
        UndocumentedFieldReceived as UndocumentedFieldReceived,
    )
    from ._runtime.telemetry.stats import Stats as Stats
    from ._runtime.timeouts import Timeout as Timeout

    GenesysCloudError = APIError

__version__ = "0.1.0"

_HOMES = {
    "GenesysCloud": "_client",
    "AsyncGenesysCloud": "_client",
    "operations": "_operations",
    "PKCE": "_runtime.auth.credentials",
    "AccessToken": "_runtime.auth.credentials",
    "AuthorizationCode": "_runtime.auth.credentials",
    "ClientCredentials": "_runtime.auth.credentials",
    "RefreshToken": "_runtime.auth.credentials",
    "SAML2Bearer": "_runtime.auth.credentials",
    "FileTokenStore": "_runtime.auth.token_store",
    "MemoryTokenStore": "_runtime.auth.token_store",
    "StoredToken": "_runtime.auth.token_store",
    "TokenStore": "_runtime.auth.token_store",
    "Gateway": "_runtime.config.hosts",
    "RequestOptions": "_runtime.config.options",
    "APIConnectionError": "_runtime.errors",
    "APIError": "_runtime.errors",
    "APIStatusError": "_runtime.errors",
    "APITimeoutError": "_runtime.errors",
    "BadGatewayError": "_runtime.errors",
    "BadRequestError": "_runtime.errors",
    "ClientClosedError": "_runtime.errors",
    "ClientError": "_runtime.errors",
    "ConfigurationError": "_runtime.errors",
    "ConflictError": "_runtime.errors",
    "DecodeError": "_runtime.errors",
    "FailedDependencyError": "_runtime.errors",
    "ForbiddenError": "_runtime.errors",
    "GatewayTimeoutError": "_runtime.errors",
    "GoneError": "_runtime.errors",
    "InternalServerError": "_runtime.errors",
    "LockedError": "_runtime.errors",
    "MethodNotAllowedError": "_runtime.errors",
    "NotFoundError": "_runtime.errors",
    "PagingError": "_runtime.errors",
    "PayloadTooLargeError": "_runtime.errors",
    "PreconditionFailedError": "_runtime.errors",
    "RateLimitError": "_runtime.errors",
    "RedirectError": "_runtime.errors",
    "RequestInfo": "_runtime.errors",
    "RequestTimeoutError": "_runtime.errors",
    "ResponseMismatch": "_runtime.errors",
    "ResponseMismatchError": "_runtime.errors",
    "ResponseMismatchWarning": "_runtime.errors",
    "ServerError": "_runtime.errors",
    "ServiceUnavailableError": "_runtime.errors",
    "TokenRequestError": "_runtime.errors",
    "UnauthorizedError": "_runtime.errors",
    "UnimplementedError": "_runtime.errors",
    "UnprocessableEntityError": "_runtime.errors",
    "UnsupportedMediaTypeError": "_runtime.errors",
    "NULL": "_runtime.model",
    "Model": "_runtime.model",
    "Operation": "_runtime.operation",
    "PermissionSet": "_runtime.operation",
    "AsyncPages": "_runtime.pagination",
    "Pages": "_runtime.pagination",
    "records": "_runtime.records",
    "UndocumentedField": "_runtime.responses.mismatches",
    "RawResponse": "_runtime.responses.raw",
    "RetryPolicy": "_runtime.retry",
    "AsyncStreamedResponse": "_runtime.streaming.response",
    "AsyncStreaming": "_runtime.streaming.response",
    "StreamedResponse": "_runtime.streaming.response",
    "Streaming": "_runtime.streaming.response",
    "CallAdded": "_runtime.telemetry.events",
    "CallEnded": "_runtime.telemetry.events",
    "CallEvent": "_runtime.telemetry.events",
    "CallRemoved": "_runtime.telemetry.events",
    "CallRetried": "_runtime.telemetry.events",
    "CallStarted": "_runtime.telemetry.events",
    "ClientState": "_runtime.telemetry.events",
    "Event": "_runtime.telemetry.events",
    "RateLimited": "_runtime.telemetry.events",
    "ResponseMismatched": "_runtime.telemetry.events",
    "StateChanged": "_runtime.telemetry.events",
    "TokenDeleted": "_runtime.telemetry.events",
    "TokenDeleteStarted": "_runtime.telemetry.events",
    "TokenRefreshEnded": "_runtime.telemetry.events",
    "TokenRefreshStarted": "_runtime.telemetry.events",
    "UndocumentedFieldReceived": "_runtime.telemetry.events",
    "Stats": "_runtime.telemetry.stats",
    "Timeout": "_runtime.timeouts",
    "GenesysCloudError": "_runtime.errors",
}
_ALIASES = {"GenesysCloudError": "APIError"}

__all__ = [
    "NULL",
    "PKCE",
    "APIConnectionError",
    "APIError",
    "APIStatusError",
    "APITimeoutError",
    "AccessToken",
    "AsyncGenesysCloud",
    "AsyncPages",
    "AsyncStreamedResponse",
    "AsyncStreaming",
    "AuthorizationCode",
    "BadGatewayError",
    "BadRequestError",
    "CallAdded",
    "CallEnded",
    "CallEvent",
    "CallRemoved",
    "CallRetried",
    "CallStarted",
    "ClientClosedError",
    "ClientCredentials",
    "ClientError",
    "ClientState",
    "ConfigurationError",
    "ConflictError",
    "DecodeError",
    "Event",
    "FailedDependencyError",
    "FileTokenStore",
    "ForbiddenError",
    "Gateway",
    "GatewayTimeoutError",
    "GenesysCloud",
    "GenesysCloudError",
    "GoneError",
    "InternalServerError",
    "LockedError",
    "MemoryTokenStore",
    "MethodNotAllowedError",
    "Model",
    "NotFoundError",
    "Operation",
    "Pages",
    "PagingError",
    "PayloadTooLargeError",
    "PermissionSet",
    "PreconditionFailedError",
    "RateLimitError",
    "RateLimited",
    "RawResponse",
    "RedirectError",
    "RefreshToken",
    "RequestInfo",
    "RequestOptions",
    "RequestTimeoutError",
    "ResponseMismatch",
    "ResponseMismatchError",
    "ResponseMismatchWarning",
    "ResponseMismatched",
    "RetryPolicy",
    "SAML2Bearer",
    "ServerError",
    "ServiceUnavailableError",
    "StateChanged",
    "Stats",
    "StoredToken",
    "StreamedResponse",
    "Streaming",
    "Timeout",
    "TokenDeleteStarted",
    "TokenDeleted",
    "TokenRefreshEnded",
    "TokenRefreshStarted",
    "TokenRequestError",
    "TokenStore",
    "UnauthorizedError",
    "UndocumentedField",
    "UndocumentedFieldReceived",
    "UnimplementedError",
    "UnprocessableEntityError",
    "UnsupportedMediaTypeError",
    "__version__",
    "models",
    "operations",
    "records",
    "testing",
]


def __getattr__(name: str) -> _typing.Any:
    """Load a public name on first use (PEP 562), which keeps the import fast."""
    if name in ("models", "testing"):
        return _import_module(f".{name}", __name__)
    if name not in _HOMES:
        from ._runtime.typos import unknown_name_error

        raise unknown_name_error(__name__, name, __all__)
    module = _import_module(f".{_HOMES[name]}", __name__)
    value = getattr(module, _ALIASES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
