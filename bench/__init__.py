"""Speed and memory, beside others: ``python -m bench``, or ``make bench``."""
