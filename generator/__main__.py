"""``python -m generator`` is ``mdclient``."""

from .cli import main

if __name__ == "__main__":
    main()
