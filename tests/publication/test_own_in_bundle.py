"""A bundle carries what the city has added, and ``serve --public`` shows it."""

from __future__ import annotations

from pathlib import Path

from michisuji import resources
from michisuji.own import read
from michisuji.publication.bundle import OWN, _own
from michisuji.quality.rulebook.rules import rulebook
from michisuji.questions.own import questions_of
from michisuji.settings import Settings

OWN_CITY = resources.folder("data") / "mihon-own"


def test_the_files_are_entries_and_can_be_read_again(tmp_path: Path) -> None:
    entries = _own(Settings(own=str(OWN_CITY)), tmp_path)
    assert sorted(entry.path for entry in entries) == [
        "own/ontology/mihon.ttl",
        "own/profiles.ttl",
        "own/questions/mihon-large-programs.rq",
        "own/shapes/review.ttl",
    ]
    assert all(entry.title["ja"] and entry.title["en"] for entry in entries)
    again = str(tmp_path / OWN)
    assert read(again).fingerprint == read(str(OWN_CITY)).fingerprint
    assert rulebook(again).faults == ()
    assert "MIHON-01" in rulebook(again).rules
    assert questions_of(again).by_name["mihon-large-programs"].is_own


def test_files_of_one_name_from_two_folders_are_both_there(tmp_path: Path) -> None:
    text = (OWN_CITY / "shapes" / "review.ttl").read_text("utf-8")
    other = tmp_path / "other" / "shapes" / "review.ttl"
    other.parent.mkdir(parents=True)
    other.write_text(text.replace("MIHON-01", "MIHON-02"), encoding="utf-8")
    setting = f"{OWN_CITY}:{tmp_path / 'other'}"
    made = read(setting).copy_to(tmp_path / "out")
    assert {path.name for path in made if path.parent.name == "shapes"} == {
        "review.ttl",
        "review-2.ttl",
    }
    assert {"MIHON-01", "MIHON-02"} <= rulebook(str(tmp_path / "out")).rules.keys()


def test_without_any_there_is_no_folder(tmp_path: Path) -> None:
    assert _own(Settings(), tmp_path) == []
    assert not (tmp_path / OWN).exists()
