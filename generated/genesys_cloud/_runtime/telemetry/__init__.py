"""Events, counters and the log."""
