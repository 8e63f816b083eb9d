"""Genesys Cloud Platform API: a typed client, sync and async."""

import typing as _typing
from importlib import import_module as _import_module

if _typing.TYPE_CHECKING:
    from . import models as models
    from ._client import AsyncGenesysCloud as AsyncGenesysCloud
    from ._client import GenesysCloud as GenesysCloud
    from ._operations import operations as operations
    from ._runtime.credentials import PKCE as PKCE
    from ._runtime.credentials import AccessToken as AccessToken
    from ._runtime.credentials import AuthorizationCode as AuthorizationCode
    from ._runtime.credentials import ClientCredentials as ClientCredentials
    from ._runtime.credentials import RefreshToken as RefreshToken
    from ._runtime.credentials import SAML2Bearer as SAML2Bearer
    from ._runtime.errors import APIConnectionError as APIConnectionError
    from ._runtime.errors import APIError as APIError
    from ._runtime.errors import APIStatusError as APIStatusError
    from ._runtime.errors import APITimeoutError as APITimeoutError
    from ._runtime.errors import AuthenticationFailed as AuthenticationFailed
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
    from ._runtime.errors import RequestTimeoutError as RequestTimeoutError
    from ._runtime.errors import ResponseMismatchError as ResponseMismatchError
    from ._runtime.errors import ServerError as ServerError
    from ._runtime.errors import ServiceUnavailableError as ServiceUnavailableError
    from ._runtime.errors import UnauthorizedError as UnauthorizedError
    from ._runtime.errors import UnimplementedError as UnimplementedError
    from ._runtime.errors import UnprocessableEntityError as UnprocessableEntityError
    from ._runtime.errors import UnsupportedMediaTypeError as UnsupportedMediaTypeError
    from ._runtime.events import CallAdded as CallAdded
    from ._runtime.events import CallEnded as CallEnded
    from ._runtime.events import CallEvent as CallEvent
    from ._runtime.events import CallRemoved as CallRemoved
    from ._runtime.events import CallRetried as CallRetried
    from ._runtime.events import CallStarted as CallStarted
    from ._runtime.events import ClientState as ClientState
    from ._runtime.events import Event as Event
    from ._runtime.events import RateLimited as RateLimited
    from ._runtime.events import ResponseMismatched as ResponseMismatched
    from ._runtime.events import StateChanged as StateChanged
    from ._runtime.events import TokenDeleted as TokenDeleted
    from ._runtime.events import TokenDeleteStarted as TokenDeleteStarted
    from ._runtime.events import TokenRefreshEnded as TokenRefreshEnded
    from ._runtime.events import TokenRefreshStarted as TokenRefreshStarted
    from ._runtime.events import UndocumentedFieldReceived as UndocumentedFieldReceived
    from ._runtime.mismatches import ResponseMismatch as ResponseMismatch
    from ._runtime.mismatches import ResponseMismatchWarning as ResponseMismatchWarning
    from ._runtime.mismatches import UndocumentedField as UndocumentedField
    from ._runtime.model import NULL as NULL
    from ._runtime.model import Model as Model
    from ._runtime.operation import Operation as Operation
    from ._runtime.options import RequestOptions as RequestOptions
    from ._runtime.pages import AsyncPages as AsyncPages
    from ._runtime.pages import Pages as Pages
    from ._runtime.places import Gateway as Gateway
    from ._runtime.raw import RawResponse as RawResponse
    from ._runtime.request_info import RequestInfo as RequestInfo
    from ._runtime.retries import RetryPolicy as RetryPolicy
    from ._runtime.stats import Stats as Stats
    from ._runtime.streaming import AsyncStreamedResponse as AsyncStreamedResponse
    from ._runtime.streaming import AsyncStreaming as AsyncStreaming
    from ._runtime.streaming import StreamedResponse as StreamedResponse
    from ._runtime.streaming import Streaming as Streaming
    from ._runtime.timeouts import Timeout as Timeout
    from ._runtime.token_store import FileTokenStore as FileTokenStore
    from ._runtime.token_store import MemoryTokenStore as MemoryTokenStore
    from ._runtime.token_store import StoredToken as StoredToken
    from ._runtime.token_store import TokenStore as TokenStore

    GenesysCloudError = APIError

__version__ = "0.1.0"

_HOMES = {
    "GenesysCloud": "_client",
    "AsyncGenesysCloud": "_client",
    "operations": "_operations",
    "PKCE": "_runtime.credentials",
    "AccessToken": "_runtime.credentials",
    "AuthorizationCode": "_runtime.credentials",
    "ClientCredentials": "_runtime.credentials",
    "RefreshToken": "_runtime.credentials",
    "SAML2Bearer": "_runtime.credentials",
    "APIConnectionError": "_runtime.errors",
    "APIError": "_runtime.errors",
    "APIStatusError": "_runtime.errors",
    "APITimeoutError": "_runtime.errors",
    "AuthenticationFailed": "_runtime.errors",
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
    "RequestTimeoutError": "_runtime.errors",
    "ResponseMismatchError": "_runtime.errors",
    "ServerError": "_runtime.errors",
    "ServiceUnavailableError": "_runtime.errors",
    "UnauthorizedError": "_runtime.errors",
    "UnimplementedError": "_runtime.errors",
    "UnprocessableEntityError": "_runtime.errors",
    "UnsupportedMediaTypeError": "_runtime.errors",
    "CallAdded": "_runtime.events",
    "CallEnded": "_runtime.events",
    "CallEvent": "_runtime.events",
    "CallRemoved": "_runtime.events",
    "CallRetried": "_runtime.events",
    "CallStarted": "_runtime.events",
    "ClientState": "_runtime.events",
    "Event": "_runtime.events",
    "RateLimited": "_runtime.events",
    "ResponseMismatched": "_runtime.events",
    "StateChanged": "_runtime.events",
    "TokenDeleted": "_runtime.events",
    "TokenDeleteStarted": "_runtime.events",
    "TokenRefreshEnded": "_runtime.events",
    "TokenRefreshStarted": "_runtime.events",
    "UndocumentedFieldReceived": "_runtime.events",
    "ResponseMismatch": "_runtime.mismatches",
    "ResponseMismatchWarning": "_runtime.mismatches",
    "UndocumentedField": "_runtime.mismatches",
    "NULL": "_runtime.model",
    "Model": "_runtime.model",
    "Operation": "_runtime.operation",
    "RequestOptions": "_runtime.options",
    "AsyncPages": "_runtime.pages",
    "Pages": "_runtime.pages",
    "Gateway": "_runtime.places",
    "RawResponse": "_runtime.raw",
    "RequestInfo": "_runtime.request_info",
    "RetryPolicy": "_runtime.retries",
    "Stats": "_runtime.stats",
    "AsyncStreamedResponse": "_runtime.streaming",
    "AsyncStreaming": "_runtime.streaming",
    "StreamedResponse": "_runtime.streaming",
    "Streaming": "_runtime.streaming",
    "Timeout": "_runtime.timeouts",
    "FileTokenStore": "_runtime.token_store",
    "MemoryTokenStore": "_runtime.token_store",
    "StoredToken": "_runtime.token_store",
    "TokenStore": "_runtime.token_store",
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
    "AuthenticationFailed",
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
]


def __getattr__(name: str) -> _typing.Any:
    """Load a public name on first use (PEP 562): importing the package costs little."""
    if name == "models":
        return _import_module(".models", __name__)
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = _import_module(f".{_HOMES[name]}", __name__)
    value = getattr(module, _ALIASES.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
