"""What each command does, stage after stage.

A stage starts only where the ones before it found no error. The stages are imported
when their turn comes: a wrong option is answered without loading a Markdown parser.
"""

from .comparing import compare as compare
from .generating import Outcome as Outcome
from .generating import generate as generate
from .recalling import Balance as Balance
from .recalling import user_cache as user_cache
from .releasing import Release as Release
from .releasing import release as release
from .source import Progress as Progress
from .source import Source as Source
from .source import is_stopped as is_stopped
from .source import located as located
from .source import read as read
from .viewing import inspect as inspect
from .viewing import openapi as openapi
from .watching import changes as changes
