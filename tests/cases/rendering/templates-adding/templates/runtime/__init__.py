"""The runtime."""

import jsn

loads = jsn.loads
