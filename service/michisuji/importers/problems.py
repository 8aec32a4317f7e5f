"""Problems in files to import, with file, place and reason in Japanese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from michisuji.errors import BadInput

_LONGEST = 500
_LINE = re.compile(r"line (\d+)(?:, column (\d+))?")


@dataclass(frozen=True, order=True)
class ImportProblem:
    """One thing to mend.

    ``path`` is the place in the file: a key path such as ``program[010101].element[a1].stage``, or
    a line and column.
    """

    file: str
    path: str
    ja: str
    en: str

    def line(self, lang: str = "ja") -> str:
        """Return the problem on one line: ``file: path: reason``."""
        path = self.path
        if lang == "ja":
            path = _LINE.sub(lambda at: f"{at[1]}行" + (f"{at[2]}列" if at[2] else ""), path)
        where = f"{self.file}: {path}" if path else self.file
        return f"{where}: {self.ja if lang == 'ja' else self.en}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


@dataclass
class Problems:
    """A growing list of problems, shared by all files of an import."""

    found: list[ImportProblem] = field(default_factory=list)
    #: Files that could not be read at all: what they would define is unknown, so references into
    #: them are not reported a second time.
    unreadable: set[str] = field(default_factory=set)

    def add(self, file: str, path: str, ja: str, en: str) -> None:
        """Add one problem; long quotes from a file are cut."""
        self.found.append(ImportProblem(file, _cut(path), _cut(ja), _cut(en)))

    def sorted(self) -> list[ImportProblem]:
        """Return all problems, each once, by file and path."""
        return sorted(set(self.found))


class SourceProblems(BadInput):
    """Files that cannot be imported as they are; ``problems`` lists every reason.

    They are refused as a whole: an import replaces its dataset, so skipping a part with a typing
    error would delete that part from the store.
    """

    code = "source-problems"

    def __init__(
        self, what: str, problems: Sequence[ImportProblem], *, hint_ja: str = "", hint_en: str = ""
    ) -> None:
        first = problems[0]
        count = len(problems)
        super().__init__(
            f"{what}: {count}件の誤りがあり、取り込みませんでした。最初の誤り: {first.line('ja')}",
            f"{what}: not imported, {count} problem(s); the first: {first.line('en')}",
            hint_ja=hint_ja,
            hint_en=hint_en,
        )
        self.problems = list(problems)
