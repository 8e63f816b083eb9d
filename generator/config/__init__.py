"""``client.toml``, typed and checked; doors: ``Config`` and the loaders."""

from .allowances import Allowance as Allowance
from .base import LocatedTable as LocatedTable
from .limits import Documents as Documents
from .loading import CONFIG as CONFIG
from .loading import OVERLAYS as OVERLAYS
from .loading import load_config as load_config
from .loading import load_overlays as load_overlays
from .loading import load_own_config as load_own_config
from .overlays import Overlay as Overlay
from .overlays import PagingOverlay as PagingOverlay
from .tables import Config as Config
from .tables import Environment as Environment
from .tables import Limits as Limits
from .tables import Naming as Naming
from .tables import OAuth as OAuth
from .tables import Package as Package
from .tables import Paging as Paging
from .tables import PagingRule as PagingRule
from .tables import Server as Server
from .tables import Wire as Wire
