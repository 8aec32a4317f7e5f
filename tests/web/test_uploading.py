"""Uploads: sent, seen as changes, taken into the drafts or left; from an editor's own page.

Long because one upload is followed through all of its steps.
"""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from michisuji.accounts import Grant, Role
from michisuji.settings import Settings
from michisuji.store.memory import MemoryStore
from michisuji.web import create_app
from michisuji.web.uploading import kept
from werkzeug.test import TestResponse

from tests.staff import StaffBrowser, accounts_of, hire

BASE = "http://127.0.0.1:8000"
#: What the tests write into the city.
PURPOSE = "試しに書き換えた目的"
MEASURE = f"{BASE}/id/measure/mihon-0101"


class Editor(StaffBrowser):
    """A browser of a planner who has signed in."""

    def __init__(self, app: Flask, name: str = "kikaku", lang: str = "ja") -> None:
        super().__init__(app)
        self.lang = f"?lang={lang}" if lang != "ja" else ""
        if name not in {one.name for one in accounts_of(app).persons.all()}:
            hire(app, name, Grant(Role.PLANNER))
        assert self.sign_in(name).status_code == 303

    def send(self, *files: tuple[bytes, str], **more: Any) -> TestResponse:
        given = [(io.BytesIO(data), name) for data, name in files]
        return self.post("/drafts/upload" + self.lang, {"files": given}, **more)

    def review(self, *files: tuple[bytes, str]) -> tuple[str, str]:
        """The address of what an upload would change, and its page."""
        sent = self.send(*files)
        assert sent.status_code == 303, sent.text
        return sent.location.partition("?")[0], self.get(sent.location).text


@pytest.fixture
def work(small_store: MemoryStore) -> MemoryStore:
    made = MemoryStore(BASE)
    made.data.extend(small_store.data)
    return made


@pytest.fixture
def client(small_store: MemoryStore, work: MemoryStore, tmp_path: Path) -> FlaskClient:
    settings = Settings(home=tmp_path, max_upload_bytes=2_000_000)
    return create_app(settings, small_store, work).test_client()


@pytest.fixture
def editor(client: FlaskClient) -> Editor:
    return Editor(client.application)


@pytest.fixture
def city(small_data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(small_data / "mihon", tmp_path / "mihon"))


def edit(city: Path, file: str, pattern: str, new: str) -> None:
    path = city / file
    text, count = re.subn(pattern, new, path.read_text("utf-8"), count=1)
    assert count == 1
    path.write_text(text, "utf-8")


def packed(city: Path) -> tuple[bytes, str]:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for path in sorted(city.rglob("*.toml")):
            file.write(path, path.relative_to(city.parent))
    return out.getvalue(), "mihon.zip"


def purpose_of(store: MemoryStore) -> str:
    lm = "https://w3id.org/michisuji/ns#purpose"
    (row,) = store.select(f"SELECT ?o {{ <{MEASURE}> <{lm}> ?o FILTER(LANG(?o) = 'ja') }}").rows
    return str(row[0])


def test_an_upload_is_seen_taken_and_only_a_draft(
    editor: Editor, city: Path, work: MemoryStore, small_store: MemoryStore
) -> None:
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    old = purpose_of(work)
    address, page = editor.review(packed(city))
    assert old in page  # the old value beside the new one
    assert PURPOSE in page
    assert "いまの下書きの mihon と比べました" in page
    assert purpose_of(work) == old
    taken = editor.post(f"{address}/take")
    assert (taken.status_code, taken.location) == (303, address)
    assert purpose_of(work) == PURPOSE
    assert purpose_of(small_store) == old
    page = editor.get(address).text
    assert "michisuji release mihon" in page
    assert f"{address}/take" not in page
    told = editor.get(f"/drafts/history?iri={MEASURE}").text
    assert "取込み" in told
    assert "mihon.zip" in told, "the files that were taken are the reason"
    assert editor.post(f"{address}/take").status_code == 303  # once more does nothing
    _, page = editor.review(packed(city))
    assert "取り込むものはありません" in page


def test_left_alone_it_is_gone(editor: Editor, city: Path, work: MemoryStore) -> None:
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    address, _ = editor.review(packed(city))
    assert editor.post(f"{address}/leave").location == "/drafts/upload?left=1"
    assert editor.get(address).status_code == 404
    assert editor.post(f"{address}/take").status_code == 404
    assert purpose_of(work) != PURPOSE


def test_a_model_that_changes_is_drawn_before_and_after(editor: Editor, city: Path) -> None:
    edit(city, "measures/0101.toml", r'leads_to = \["s1"\]', "leads_to = []")
    editor.lang = "?lang=en"
    _, page = editor.review(packed(city))
    assert len(re.findall(r"<svg[^>]* class=\"lm-svg\"|<svg[^>]*lm-svg", page)) == 2
    assert "new findings: 0" not in page
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert "Logic models that change" in page


def test_a_model_that_looks_the_same_is_not_drawn(editor: Editor, city: Path) -> None:
    """The money of a program is an element of its model: what it is told of changes no picture."""
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    _, page = editor.review(packed(city))
    assert "lm-svg" not in page


def test_problems_have_their_place_and_nothing_is_taken(
    editor: Editor, city: Path, work: MemoryStore
) -> None:
    edit(city, "measures/0101.toml", r'unit = "組織"', 'unit = ""')
    address, page = editor.review(packed(city))
    assert "measures/0101.toml" in page
    assert "indicator[010101-01].unit" in page
    assert f"{address}/take" not in page
    before = b"".join(work.dump())
    editor.post(f"{address}/take")
    assert b"".join(work.dump()) == before


def test_who_comes_second_is_told_what_the_first_has_changed(
    client: FlaskClient, city: Path, work: MemoryStore
) -> None:
    first, second = Editor(client.application, "kikaku"), Editor(client.application, "bousai")
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    a, _ = first.review(packed(city))
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', 'purpose = "二人目の目的"')
    b, _ = second.review(packed(city))
    assert first.post(f"{a}/take").status_code == 303
    late = second.post(f"{b}/take")
    assert late.status_code == 409
    assert "ほかの人が取り込みました" in late.text
    assert purpose_of(work) == PURPOSE  # nothing of the first is lost unseen
    assert late.text.count(PURPOSE) >= 2  # as what has changed, and as the present value
    assert second.post(f"{b}/take").status_code == 303
    assert purpose_of(work) == "二人目の目的"


def test_a_reader_sees_nothing_of_it(client: FlaskClient, city: Path) -> None:
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    address, page = Editor(client.application).review(packed(city))
    assert PURPOSE in page
    for path in (address, f"{address}/returned/0", "/drafts/upload", "/doc/measure/mihon-0101"):
        found = client.get(path, headers={"Accept": "text/html"})
        assert found.status_code == (303 if path.startswith("/drafts") else 200)
        assert PURPOSE not in found.text
    for way in ("take", "leave"):
        assert client.post(f"{address}/{way}", data={"csrf_token": "x"}).status_code == 401
    assert client.get(address.removeprefix("/drafts")).status_code == 404


def test_another_editor_does_not_see_it(client: FlaskClient, city: Path) -> None:
    address, _ = Editor(client.application, "kikaku").review(packed(city))
    other = Editor(client.application, "bousai")
    assert other.get(address).status_code == 404
    assert other.post(f"{address}/leave").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost"},
    ],
)
def test_a_foreign_page_sends_and_takes_nothing(
    editor: Editor, city: Path, work: MemoryStore, headers: dict[str, str]
) -> None:
    """Even if its form knew the mark, and the browser sent the cookie along."""
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    address, _ = editor.review(packed(city))
    assert editor.send(packed(city), headers=headers).status_code == 403
    for way in ("take", "leave"):
        assert editor.post(f"{address}/{way}", headers=headers).status_code == 403
    assert purpose_of(work) != PURPOSE
    assert editor.get(address).status_code == 200


def test_without_the_mark_nothing_is_done(client: FlaskClient, city: Path) -> None:
    """An old browser states no origin: then the mark is what a foreign page lacks."""
    editor, other = Editor(client.application), Editor(client.application, "bousai")
    address, _ = editor.review(packed(city))
    for mark in ("", "x", other.mark()):
        wrong = {"csrf_token": mark}
        files = {"files": (io.BytesIO(packed(city)[0]), "mihon.zip")}
        assert editor.post("/drafts/upload", wrong | files).status_code == 403
        assert editor.post(f"{address}/take", wrong).status_code == 403
        assert editor.post(f"{address}/leave", wrong).status_code == 403


def _zip(*entries: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries:
            file.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("files", "status", "told"),
    [
        ([], 400, "ファイルを1つ以上"),
        ([(b"", "a.exe")], 400, "読めない種類"),
        ([(b"not a zip", "a.zip")], 400, "zip として読めません"),
        ([(_zip(("../../a.toml", b"x = 1")), "a.zip")], 400, "使えない名前"),
        ([(_zip(("a.toml", b"#" * 60_000_000)), "bomb.zip")], 413, "zip の中身は"),
        ([(_zip(*((f"{n}.txt", b"") for n in range(501))), "many.zip")], 413, "zip の中身は"),
        ([(_zip(), "a.zip")] * 51, 400, "50個まで"),
    ],
    ids=["none", "kind", "damaged", "outside", "bomb", "many", "too-many"],
)
def test_files_that_are_refused(
    editor: Editor, files: list[tuple[bytes, str]], status: int, told: str
) -> None:
    found = editor.send(*files)
    assert found.status_code == status, found.text
    assert told in found.text


def test_a_request_over_the_limit_is_not_read(client: FlaskClient, editor: Editor) -> None:
    kind = "multipart/form-data; boundary=x"
    for path in ("/drafts/upload", "/upload"):
        found = editor.client.post(path, data=b"#" * 2_200_000, content_type=kind)
        assert found.status_code == (413 if path.startswith("/drafts") else 404)


def test_files_that_are_no_city_are_told(editor: Editor) -> None:
    _, page = editor.review((_zip(("x/dataset.toml", b"[dataset\n")), "a.zip"))
    assert "このままでは取り込めません" in page
    assert "dataset.toml" in page


def test_few_are_kept_and_not_for_long(
    editor: Editor, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST", 2)
    first, _ = editor.review(packed(city))
    others = [editor.review(packed(city))[0] for _ in range(2)]
    assert editor.get(first).status_code == 404
    assert [editor.get(one).status_code for one in others] == [200, 200]
    monkeypatch.setattr(kept, "AGE_S", 0)
    assert editor.get(others[1]).status_code == 404


def test_a_first_draft_is_compared_with_what_is_public(
    small_store: MemoryStore, city: Path, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    work = MemoryStore(BASE)
    editor = Editor(create_app(settings, small_store, work))
    edit(city, "measures/0101.toml", r'purpose = "[^"]*"', f'purpose = "{PURPOSE}"')
    address, page = editor.review(packed(city))
    assert "公開中のものと比べました" in page
    assert PURPOSE in page
    assert editor.post(f"{address}/take").status_code == 303
    assert purpose_of(work) == PURPOSE


@pytest.fixture(scope="module")
def section(small_store: MemoryStore) -> bytes:
    """The workbook of a section, as it is handed out."""
    from michisuji.importers.city.scope import CityScope
    from michisuji.importers.city.stored import stored_city
    from michisuji.publication.workbook.template import section_book

    return section_book(
        stored_city(small_store, "mihon", BASE), CityScope(units=("s-safety",)), "plan"
    )


def filled(section: bytes, sheet: str, cells: dict[str, object]) -> bytes:
    from openpyxl import load_workbook

    book, out = load_workbook(io.BytesIO(section)), io.BytesIO()
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(out)
    return out.getvalue()


def test_a_section_fills_its_workbook(editor: Editor, section: bytes, work: MemoryStore) -> None:
    from openpyxl import load_workbook

    wrong = filled(section, "04 事業", {"J5": PURPOSE, "F5": "令和のはじめ"})
    address, page = editor.review((wrong, "防災危機管理課.xlsx"))
    assert PURPOSE in page
    assert "04 事業 F5" in page  # what could not be used, with its cell
    assert "令和のはじめ" in page
    found = editor.get(f"{address}/returned/0")
    assert found.status_code == 200
    disposition = found.headers["Content-Disposition"]
    assert disposition.startswith("attachment")
    assert disposition.isascii()  # the server sends nothing else
    assert "防災危機管理課-返却.xlsx" in unquote(disposition)
    book = load_workbook(io.BytesIO(found.data))
    assert book["04 事業"]["F5"].comment is not None
    assert editor.get(f"{address}/returned/1").status_code == 404
    assert editor.post(f"{address}/take").status_code == 303
    purpose = "https://w3id.org/michisuji/ns#purpose"
    query = f"ASK {{ <{BASE}/id/program/mihon-010101> <{purpose}> '{PURPOSE}'@ja }}"
    assert work.ask(query)  # the good cells of the row are kept
    assert editor.get(f"{address}/returned/0").status_code == 404


def test_the_books_of_two_sections_at_once(
    editor: Editor, section: bytes, work: MemoryStore
) -> None:
    first = filled(section, "04 事業", {"J5": PURPOSE})
    second = filled(section, "04 事業", {"J5": "別の目的"})
    _, page = editor.review((first, "a.xlsx"), (second, "b.xlsx"))
    assert "a.xlsx" in page
    assert "b.xlsx" in page
    assert PURPOSE in page  # told side by side, not one in silence
    assert "別の目的" in page


def test_a_section_without_its_city(
    small_store: MemoryStore, section: bytes, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    empty = MemoryStore(BASE), MemoryStore(BASE)
    editor = Editor(create_app(settings, *empty))
    found = editor.send((section, "a.xlsx"))
    assert found.status_code == 404
    assert "データセット「mihon」がありません" in found.text
