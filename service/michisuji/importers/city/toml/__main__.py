"""``python -m michisuji.importers.city.toml FOLDER``: prints a city's problems, and counts."""

from __future__ import annotations

import sys
from pathlib import Path

from michisuji.errors import MichisujiError
from michisuji.importers.city.counts import count
from michisuji.importers.city.toml import check_folder


def main(arguments: list[str]) -> int:
    """Print problems in both languages; return 0 for none, 1 for some, 2 for misuse."""
    if len(arguments) != 1:
        print("usage: python -m michisuji.importers.city.toml FOLDER", file=sys.stderr)
        return 2
    try:
        city, problems = check_folder(Path(arguments[0]))
    except MichisujiError as error:
        print(f"{error.message['ja']} / {error.message['en']}", file=sys.stderr)
        return 2
    for problem in problems:
        print(f"{problem.line('ja')} / {problem.en}")
    print("、".join(f"{name} {number}" for name, number in count(city).items()))
    print(f"{len(problems)}件の誤り / {len(problems)} problem(s)")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
