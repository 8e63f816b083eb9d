"""One module for each API class; load them through a client."""
