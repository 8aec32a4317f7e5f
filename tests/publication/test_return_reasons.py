"""The reasons of returns stay in the drafts when a whole data set is released."""

from __future__ import annotations

from pathlib import Path

from michisuji.publication.internal import without_reasons
from michisuji.store.protocol import Batch
from michisuji.vocabulary import LM

KEPT = f"""<urn:a> <{LM}summary> "> <{LM}returnReason> " .
<urn:a> <{LM}workflowStatus> <urn:b> .
"""


def test_reasons_are_left_out_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "given.nt"
    path.write_text(KEPT + f'<urn:a> <{LM}returnReason> "secret"@en .\n')
    found = without_reasons(Batch("t", {"urn:g": path}), tmp_path / "out")
    assert found.graphs["urn:g"].read_text() == KEPT
    assert "secret" in path.read_text()
