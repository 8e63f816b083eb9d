"""What earlier runs made, kept for later ones.

Doors: ``Store`` keeps values in a file, ``key_of`` and ``look`` make keys.
"""

from .inputs import FOLDERS as FOLDERS
from .inputs import Inputs as Inputs
from .inputs import content_digest as content_digest
from .inputs import look as look
from .keys import fingerprint as fingerprint
from .keys import key_of as key_of
from .layered import Layered as Layered
from .store import Cache as Cache
from .store import NoCache as NoCache
from .store import Store as Store
from .store import cache_folder as cache_folder
