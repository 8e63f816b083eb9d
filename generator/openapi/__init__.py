"""The model as an OpenAPI document; doors: ``to_openapi`` and ``encode``."""

from .document import to_openapi as to_openapi
from .encode import Syntax as Syntax
from .encode import encode as encode
