"""Runs several commands on one workspace in one process: its argument is a list of lists of words as JSON."""

from __future__ import annotations

import json
import sys

from touchline.cli import touchline


def main() -> None:
    for words in json.loads(sys.argv[1]):
        touchline.main(words, standalone_mode=False)


if __name__ == "__main__":
    main()
