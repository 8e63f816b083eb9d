"""``client.toml``, typed and checked; doors: ``Config`` and the loaders."""

from .loading import CONFIG as CONFIG
from .loading import OVERLAYS as OVERLAYS
from .loading import also_paths as also_paths
from .loading import load_config as load_config
from .loading import load_overlays as load_overlays
from .loading import load_spec_config as load_spec_config
from .loading import load_tables as load_tables
from .tables import Allowance as Allowance
from .tables import AlsoDocuments as AlsoDocuments
from .tables import Config as Config
from .tables import Dialect as Dialect
from .tables import Documents as Documents
from .tables import Environment as Environment
from .tables import Limits as Limits
from .tables import LocatedTable as LocatedTable
from .tables import Naming as Naming
from .tables import OAuth as OAuth
from .tables import Overlay as Overlay
from .tables import Package as Package
from .tables import Paging as Paging
from .tables import PagingOverlay as PagingOverlay
from .tables import PagingRule as PagingRule
from .tables import Server as Server
from .tables import Table as Table
from .tables import Typing as Typing
from .tables import Wire as Wire
