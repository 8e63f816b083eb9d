"""One model from two documentations of the same API.

The first documents decide which elements exist and what they are called on the wire.
The second ones add facts. The door is ``merge_specs``.
"""

from .merge import Merge as Merge
from .merge import SecondSpec as SecondSpec
from .merge import merge_specs as merge_specs
from .report import report_differences as report_differences
