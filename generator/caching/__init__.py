"""What earlier runs made, kept for later ones; doors: ``Store``, ``key_of``."""

from .keys import fingerprint as fingerprint
from .keys import key_of as key_of
from .store import Store as Store
from .store import cache_folder as cache_folder
