"""``python -m tests.synthetic FOLDER``: write a whole drop into an empty folder."""

import sys
from pathlib import Path

from . import make_drop

make_drop(Path(sys.argv[1]))
