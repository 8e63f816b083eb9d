"""The command line; door: ``main``."""

from .app import app as app
from .app import main as main
