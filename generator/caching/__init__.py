"""What earlier runs made, kept for later ones.

Doors: ``Store`` keeps values in a file, ``key_of`` and ``look`` make keys.
"""

from .input_hashes import FOLDERS as FOLDERS
from .input_hashes import Inputs as Inputs
from .input_hashes import content_digest as content_digest
from .input_hashes import look as look
from .keys import fingerprint as fingerprint
from .keys import key_of as key_of
from .memory_layer import Layered as Layered
from .sqlite_store import Cache as Cache
from .sqlite_store import NoCache as NoCache
from .sqlite_store import Store as Store
from .sqlite_store import cache_folder as cache_folder
