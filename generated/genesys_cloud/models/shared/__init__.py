"""Models that several APIs use, in one module each."""
