"""The command line; the entry point is ``main``."""

from .app import app as app
from .app import main as main
