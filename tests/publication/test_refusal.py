"""What must not go out keeps everything from going out, and is told with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from michisuji.publication import bundle, refusal
from michisuji.publication.manifest import NAME, read
from michisuji.publication.refusal import NotPublished
from michisuji.quality.report import Problem, Report
from michisuji.quality.saved import Saved
from michisuji.settings import Settings
from michisuji.store import Batch
from michisuji.store.memory import MemoryStore

BASE = "https://city.example"
SETTINGS = Settings(base_iri=BASE)
DATASET = f"""<{BASE}/id/dataset/d> a <http://www.w3.org/ns/dcat#Dataset> ;
  <http://purl.org/dc/terms/title> "架空の市"@ja , "A fictional city"@en ;
  <http://purl.org/dc/terms/license> <https://creativecommons.org/licenses/by/4.0/> ."""


def _store(tmp_path: Path, *graphs: tuple[str, str]) -> MemoryStore:
    import pyoxigraph as ox

    store = MemoryStore(BASE)
    files = {}
    for number, (name, text) in enumerate([("d", DATASET), *graphs]):
        path = tmp_path / f"{number}.nt"
        path.write_bytes(
            b"".join(
                f"{quad.triple} .\n".encode() for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)
            )
        )
        files.setdefault(f"{BASE}/graph/{name}", path)
        if files[f"{BASE}/graph/{name}"] != path:
            files[f"{BASE}/graph/{name}"].write_bytes(
                files[f"{BASE}/graph/{name}"].read_bytes() + path.read_bytes()
            )
    store.replace(Batch("d", files))
    return store


def _checked(store: MemoryStore) -> Saved:
    from michisuji.quality.command import check_store

    report = check_store(store, SETTINGS, refusal.PROFILE)
    return Saved(datetime(2026, 4, 1, tzinfo=UTC), report)


def _unit(text: str, *, year: str = "", iri: str = "x") -> tuple[str, str]:
    node = f"<{BASE}/id/unit/{iri}>"
    return (
        "d" + year,
        f"{node} a <http://www.w3.org/ns/org#OrganizationalUnit> ; "
        f'<http://www.w3.org/2000/01/rdf-schema#label> "{text}"@ja .',
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("担当: 見本太郎", "personal"),
        ("連絡先 a.b@city.example まで", "personal"),
        ("http://kikaku.intra/plan を見る", "internal"),
        ("http://192.168.3.4/ にある", "internal"),
        ("原本は /home/kikaku/plan.xlsx", "internal"),
        (r"原本は C:\\Users\\kikaku\\plan.xlsx", "internal"),
        (r"共有は \\\\fs01\\kikaku", "internal"),
        ("file:///srv/plan.xlsx", "internal"),
    ],
)
@pytest.mark.parametrize("year", ["", "/2024"])
def test_persons_and_traces_of_the_inside_in_any_year(
    tmp_path: Path, text: str, kind: str, year: str
) -> None:
    """2024 is an earlier year: its texts are not in the current state, but go out with it."""
    graphs = [_unit(text, year=year), _unit("いまの課", year="/2025", iri="y")]
    store = _store(tmp_path, *graphs)
    found = refusal.find(store, SETTINGS, _checked(store).report)
    assert {r.kind for r in found if r.kind in {"personal", "internal"}} == {kind}
    own = next(r for r in found if r.kind == kind)
    assert f"{BASE}/id/unit/x" in own.at
    assert own.what["ja"] != own.what["en"]


@pytest.mark.parametrize(
    "text",
    [
        "企画課", "摂氏30度", "and/or", "https://www.city.example.jp/home/kikaku/",
        "http://192.168.3.4.example.jp/", "https://example.local.jp/", "24時間/365日",
    ],
)  # fmt: skip
def test_what_is_neither_goes_out(tmp_path: Path, text: str) -> None:
    store = _store(tmp_path, _unit(text))
    found = refusal.find(store, SETTINGS, _checked(store).report, accept_findings=True)
    assert found == []


def test_addresses_of_mail_anywhere_but_where_they_are_meant(tmp_path: Path) -> None:
    node, mail = f"<{BASE}/id/dataset/d>", "'kikaku@city.example'"
    store = _store(tmp_path, ("d/provenance", f"{node} <urn:remark> {mail} ."))
    assert [r.kind for r in refusal.traces(store, SETTINGS)] == ["personal"]
    meant = f"{node} <http://www.w3.org/ns/dcat#contactPoint> <mailto:kikaku@city.example> ."
    assert list(refusal.traces(_store(tmp_path, ("d", meant)), SETTINGS)) == []


def test_the_own_address_is_no_trace(tmp_path: Path) -> None:
    store = MemoryStore("http://127.0.0.1:8000")
    store.update(
        "INSERT DATA { GRAPH <http://127.0.0.1:8000/graph/d> "
        "{ <http://127.0.0.1:8000/id/unit/x> <urn:p> 'http://127.0.0.1:8000/about' } }"
    )
    assert list(refusal.traces(store, Settings())) == []


def test_internal_marks_and_broken_references(tmp_path: Path) -> None:
    lm = "https://w3id.org/michisuji/ns#"
    store = _store(
        tmp_path,
        _unit("課"),
        (
            "d",
            f"<{BASE}/id/unit/x> <{lm}visibility> "
            f"<https://w3id.org/michisuji/code/visibility/internal> ; "
            f"<http://www.w3.org/ns/org#unitOf> <{BASE}/id/unit/nowhere> .",
        ),
    )
    report = _checked(store).report
    kinds = {r.kind for r in refusal.find(store, SETTINGS, report)}
    assert {"internal", "broken"} <= kinds
    accepted = refusal.find(store, SETTINGS, report, accept_findings=True)
    assert {"internal", "broken"} == {r.kind for r in accepted}, "only quality can be accepted"


def test_what_only_reads_badly_can_be_accepted(tmp_path: Path) -> None:
    """A share that is no number, and a name without language, lead nobody nowhere."""
    lm = "https://w3id.org/michisuji/ns#"
    name = "<http://www.w3.org/2000/01/rdf-schema#label>"
    link = f"<{BASE}/id/link/1> a <{lm}CausalLink> ; <{lm}contributionShare> '約30' ; {name} 'な' ."
    store = _store(tmp_path, _unit("課"), ("d", link))
    report = _checked(store).report
    found = refusal.find(store, SETTINGS, report)
    rules = {f.rule for f in report.findings if f.severity == "violation"}
    assert {"INT-03", "INT-04"} <= rules
    assert {r.kind for r in found} == {"quality"}
    assert refusal.find(store, SETTINGS, report, accept_findings=True) == []


def test_the_hint_says_what_can_be_done() -> None:
    def hint(*kinds: refusal.Kind) -> str:
        with pytest.raises(NotPublished) as caught:
            refusal.refuse([refusal.Refusal(kind, {"ja": "何", "en": "x"}, "") for kind in kinds])
        assert ("--accept-findings" in caught.value.hint["ja"]) is (set(kinds) == {"quality"})
        return caught.value.hint["en"]

    assert "--accept-findings" in hint("quality")
    assert "lm:Waiver" in hint("quality", "broken")
    assert "--accept-findings" not in hint("personal")


def test_a_check_that_could_not_be_done_is_no_check(tmp_path: Path) -> None:
    report = Report("publish", problems=(Problem({"ja": "読めない", "en": "unreadable"}),))
    found = refusal.find(_store(tmp_path), SETTINGS, report, accept_findings=True)
    assert [(r.kind, r.what["en"]) for r in found] == [("broken", "unreadable")]


def test_nothing_is_written_and_the_last_bundle_stays(tmp_path: Path) -> None:
    good = _store(tmp_path, _unit("企画課"))
    target = tmp_path / "out" / "bundle"
    bundle.make(good, SETTINGS, target, checked=_checked(good), accept_findings=True)
    before = {p: p.read_bytes() for p in target.rglob("*") if p.is_file()}
    bad = _store(tmp_path, _unit("担当: 見本太郎"), _unit("http://kikaku.intra/", iri="y"))
    with pytest.raises(NotPublished) as caught:
        bundle.make(bad, SETTINGS, target, checked=_checked(bad), accept_findings=True)
    assert [r.kind for r in caught.value.refusals] == ["personal", "internal"]
    for lang in ("ja", "en"):
        assert f"{BASE}/id/unit/y" in caught.value.message[lang]
    assert {p: p.read_bytes() for p in target.rglob("*") if p.is_file()} == before
    assert [p.name for p in target.parent.iterdir()] == ["bundle"]


def test_a_bundle_does_not_replace_something_else(tmp_path: Path) -> None:
    store = _store(tmp_path, _unit("企画課"))
    target = tmp_path / "home"
    target.mkdir()
    (target / "thesis.txt").write_text("years of work")
    from michisuji.errors import BadInput

    with pytest.raises(BadInput, match="something else"):
        bundle.make(store, SETTINGS, target, checked=_checked(store), accept_findings=True)
    assert (target / "thesis.txt").read_text() == "years of work"


def test_what_a_crash_has_left_is_swept_away(tmp_path: Path) -> None:
    store = _store(tmp_path, _unit("企画課"))
    target = tmp_path / "out" / "bundle"
    (tmp_path / "out" / ".bundle.making-x").mkdir(parents=True)
    (tmp_path / "out" / ".bundle.making-x" / ".held").touch()
    old = tmp_path / "out" / ".bundle.old"
    bundle.make(store, SETTINGS, old, checked=_checked(store), accept_findings=True)
    bundle.make(store, SETTINGS, target, checked=_checked(store), accept_findings=True)
    assert [p.name for p in target.parent.iterdir()] == ["bundle"]
    assert read(target).base_iri == BASE
    assert (target / NAME).exists()


def test_data_that_change_meanwhile_are_told(tmp_path: Path) -> None:
    from michisuji.errors import BadInput

    store = _store(tmp_path, _unit("企画課"))

    def site(folder: Path, manifest: object) -> None:
        _ = store.replace(Batch("e", {f"{BASE}/graph/e": tmp_path / "0.nt"}))

    with pytest.raises(BadInput, match="changed"):
        bundle.make(
            store, SETTINGS, tmp_path / "b", checked=_checked(store), site=site,
            accept_findings=True,
        )  # fmt: skip
    assert not (tmp_path / "b").exists()
