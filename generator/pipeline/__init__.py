"""Stages of each command.

A stage starts only if the previous ones found no error. Stages are imported when they
start, so that a wrong option gives an error without loading a Markdown parser.
"""

from .diff import compare as compare
from .export import inspect as inspect
from .export import openapi as openapi
from .export import values as values
from .generate import Outcome as Outcome
from .generate import generate as generate
from .inputs import Progress as Progress
from .inputs import SpecSource as SpecSource
from .inputs import is_stopped as is_stopped
from .inputs import read as read
from .inputs import with_user_paths as with_user_paths
from .release import Release as Release
from .release import ReleaseRun as ReleaseRun
from .run_cache import user_cache as user_cache
from .watch import watch_changes as watch_changes
