"""``python -m mdclient``, and in a checkout ``python -m generator``: ``mdclient``."""

from .cli import main

if __name__ == "__main__":
    main()
