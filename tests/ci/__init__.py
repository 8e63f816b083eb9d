"""The jobs of the hosting, run on this machine."""
