"""Cache of what earlier runs generated.

``SqliteStore`` keeps values in a file; ``key_of`` and ``hash_inputs`` make keys.
"""

from .input_hashes import DIRECTORIES as DIRECTORIES
from .input_hashes import InputHashes as InputHashes
from .input_hashes import content_digest as content_digest
from .input_hashes import hash_inputs as hash_inputs
from .keys import fingerprint as fingerprint
from .keys import key_of as key_of
from .memory_layer import MemoryLayer as MemoryLayer
from .sqlite_store import Cache as Cache
from .sqlite_store import NoCache as NoCache
from .sqlite_store import SqliteStore as SqliteStore
from .sqlite_store import cache_directory as cache_directory
