"""What is wrong in a folder of TOML files: said with file, key path and reason, in ja and en."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from michisuji.errors import BadInput


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend. ``path`` is a key path such as ``program[010101].element[a1].stage``."""

    file: str
    path: str
    ja: str
    en: str

    def line(self, lang: str = "ja") -> str:
        """The problem on one line: ``file: path: reason``."""
        where = f"{self.file}: {self.path}" if self.path else self.file
        return f"{where}: {self.ja if lang == 'ja' else self.en}"


@dataclass
class Problems:
    """A growing list of problems, one for all files of a folder."""

    found: list[Problem] = field(default_factory=list)
    #: Files that could not be read at all: what they would define is unknown, so references into
    #: them are not reported a second time.
    unreadable: set[str] = field(default_factory=set)

    def add(self, file: str, path: str, ja: str, en: str) -> None:
        """Note one problem."""
        self.found.append(Problem(file, path, ja, en))

    def sorted(self) -> list[Problem]:
        """All problems, once each, by file and path."""
        return sorted(set(self.found))


class SourceProblems(BadInput):
    """A folder that cannot be imported as it is; ``problems`` says why, all of it.

    The whole folder is refused: an import replaces the dataset, so leaving out a measure with a
    slip of the pen would delete that measure from the store.
    """

    code = "source-problems"

    def __init__(self, folder: str, problems: Sequence[Problem]) -> None:
        first = problems[0]
        super().__init__(
            f"{folder}: {len(problems)}件の誤りがあり、取り込みませんでした。最初の誤り: "
            f"{first.line('ja')}",
            f"{folder}: not imported, {len(problems)} problem(s); the first: {first.line('en')}",
            hint_ja=f"python -m michisuji.importers.toml {folder} で全件を表示できます",
            hint_en=f"python -m michisuji.importers.toml {folder} lists them all",
        )
        self.problems = list(problems)
