# What type checkers see of the package: all models.
from ._unreferenced import Warning as Warning
from .shared.error_body import ErrorBody as ErrorBody
from .shared.literal import Literal as Literal
from .shared.number import Number as Number
