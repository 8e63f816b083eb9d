"""Models that several APIs share, one module each."""
