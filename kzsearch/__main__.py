"""``python -m kzsearch`` is the program ``kzsearch``."""

from kzsearch.cli import main

if __name__ == "__main__":
    main()
