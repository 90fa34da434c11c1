"""`python -m sandbox`: see `--help`."""

import sys

from sandbox.options import read_options
from sandbox.server import Server


def main() -> None:
    Server(read_options(sys.argv[1:])).run()


if __name__ == "__main__":
    main()
