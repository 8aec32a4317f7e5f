"""``/drafts/upload``: send files, see what they would change, take them into the drafts or not."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, send_file, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response as BaseResponse

from michisuji.accounts import Action, AuditEvent
from michisuji.editing.checking import LONGEST_REASON
from michisuji.errors import BadInput, NotFound
from michisuji.importers.uploaded import ACCEPTED, MOST_FILES, UploadedCity
from michisuji.quality.change.differences import KINDS, Differences
from michisuji.quality.change.wording import Wording
from michisuji.web.accounts.actors import signed_in
from michisuji.web.accounts.current import record
from michisuji.web.accounts.rules import rule
from michisuji.web.context import current_lang, current_settings, render, state
from michisuji.web.forms.opened import editing
from michisuji.web.i18n import translate
from michisuji.web.uploading import pictures
from michisuji.web.uploading.kept import Upload, uploads
from michisuji.web.uploading.permitted import need_permission
from michisuji.web.uploading.reviewing import review, since

blueprint = Blueprint("uploading", __name__)
_NOT_IN_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_LONGEST_NAME = 100
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/upload")
@rule(Action.UPLOAD)
def upload() -> str:
    """Show the form."""
    settings = current_settings()
    return render(
        "uploading/form.html",
        megabytes=settings.max_upload_bytes // 1_000_000,
        most_files=MOST_FILES,
        accepted=",".join(ACCEPTED),
    )


@blueprint.post("/upload")
@rule(Action.UPLOAD)
def send() -> BaseResponse:
    """Keep the files that are sent, and lead to what they would change."""
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not 0 < len(sent) <= MOST_FILES:
        raise BadInput(
            f"ファイルを1つ以上、{MOST_FILES}個まで選んでください",
            f"choose one file or more, up to {MOST_FILES}",
        )
    made = uploads().new()
    try:
        made.files = [_save(file, made.folder / str(n)) for n, file in enumerate(sent)]
        made.review = review(made.files, made.folder)
    except BaseException:
        uploads().drop(made)
        raise
    return redirect(url_for("uploading.show", key=made.key), 303)


def _save(sent: FileStorage, folder: Path) -> Path:
    folder.mkdir()
    name = _NOT_IN_NAME.sub("_", Path(sent.filename or "").name)[-_LONGEST_NAME:].lstrip(".")
    path = folder / (name or "file")
    sent.save(path)
    return path


@blueprint.get("/upload/<key>")
@rule(Action.UPLOAD)
def show(key: str) -> Any:
    """Show what an upload would change, or that it has been taken."""
    return _shown(uploads().find(key))


def _shown(found: Upload, since_then: Differences | None = None, status: int = 200) -> Response:
    seen, lang = found.review, current_lang()
    assert seen is not None  # an upload is kept only once it has been read
    differences = seen.effect.differences if seen.effect else Differences()
    added = current_settings().own
    drawn = [
        (pair, *pictures.drawn(pair, seen.effect, number))
        for number, pair in enumerate(seen.models)
        if seen.effect is not None
    ]
    page = render(
        "uploading/review.html",
        upload=found,
        review=seen,
        names=[path.name for path in found.files],
        returnable={} if found.taken else _returnable(found),
        problems=_problems(seen.city, lang),
        found=differences,
        words=Wording(differences, lang, added),
        kinds=KINDS,
        drawn=drawn,
        most_drawn=pictures.MOST,
        since=since_then,
        since_words=Wording(since_then, lang, added) if since_then else None,
    )
    return make_response(page, status)


def _problems(city: UploadedCity, lang: str) -> list[tuple[str, str, str, str]]:
    """Return (file, place, value, what is wrong) of everything that could not be used."""
    refused = city.report.refusals if city.report else ()
    found = [(p.file, p.path, "", p.ja if lang == "ja" else p.en) for p in city.problems]
    for one in refused:
        place = " ".join(filter(None, (one.sheet, one.cell or str(one.row or ""), one.column)))
        found.append((one.file, place, one.value, one.reason[lang]))
    return found


@blueprint.get("/upload/<key>/returned/<int:number>")
@rule(Action.UPLOAD)
def returned(key: str, number: int) -> Response:
    """Send a workbook of an upload back, its troubles and findings marked in the cells."""
    from michisuji.publication.workbook.findings import findings_of, of_findings
    from michisuji.publication.workbook.remarks import of_refusals
    from michisuji.publication.workbook.returned import returned_book

    found = uploads().find(key)
    seen = found.review
    if found.taken or seen is None or number not in _returnable(found):
        raise NotFound(
            "返せるブックはありません",
            "there is no such workbook to return",
            hint_ja="取り込んだ後は返せません。もう一度送ってください",
            hint_en="none is returned once it is taken: send it again",
        )
    path, report = found.files[number], seen.city.report
    refused = [r for r in report.refusals if r.file == path.name] if report else []
    with found.lock:
        remarks = of_refusals(refused)
        if seen.city.batch is not None:
            remarks += of_findings(findings_of(seen.city.batch, current_settings()), path.name)
        body = returned_book(path.read_bytes(), remarks, current_lang())
    name = f"{path.stem}-{translate('uploading.returned_name')}.xlsx"
    # It encodes names beyond ASCII, which a header may not hold.
    return send_file(
        io.BytesIO(body), _XLSX, as_attachment=True, download_name=name, conditional=False
    )


def _returnable(found: Upload) -> dict[int, str]:
    """Return number → name of the workbooks in which something is to be mended."""
    seen = found.review
    report = seen.city.report if seen else None
    refused = {one.file for one in report.refusals} if report else set[str]()
    effect = seen.effect if seen else None
    # Findings that stay are counted only where all was checked (None: there may be some).
    marked = effect is not None and (bool(effect.new) or effect.open != 0)
    return {
        number: path.name
        for number, path in enumerate(found.files)
        if path.suffix.lower() == ".xlsx" and (marked or path.name in refused)
    }


@blueprint.post("/upload/<key>/take")
@rule(Action.UPLOAD)
def take(key: str) -> BaseResponse:
    """Put an upload into the drafts, unless the draft is another one than its review has seen."""
    found = uploads().find(key)
    with uploads().taking, found.lock, editing().alone():
        seen = found.review
        if found.taken or seen is None or seen.city.batch is None:
            return redirect(url_for("uploading.show", key=key), 303)
        changed = since(seen)
        if not changed.is_empty:
            found.review = review(found.files, found.folder)
            return _shown(found, changed, 409)
        need_permission(seen.city.batch)
        name, files = seen.city.batch.dataset, ", ".join(path.name for path in found.files)
        if state().store.replace(seen.city.batch).changed:
            editing().imported(name, signed_in().id, files[:LONGEST_REASON])
        record(AuditEvent.UPLOAD, name)
        found.taken = True
        found.drop_files()
    return redirect(url_for("uploading.show", key=key), 303)


@blueprint.post("/upload/<key>/leave")
@rule(Action.UPLOAD)
def leave(key: str) -> BaseResponse:
    """Forget an upload."""
    uploads().drop(uploads().find(key))
    return redirect(url_for("uploading.upload", left=1), 303)
