"""mdclient: generates a typed Python client from Markdown API reference pages."""

from .version import __version__ as __version__
