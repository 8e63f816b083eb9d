"""The model as an OpenAPI document; doors: ``to_openapi`` and ``encode``."""

from .document import to_openapi as to_openapi
from .encoding import Syntax as Syntax
from .encoding import encode as encode
