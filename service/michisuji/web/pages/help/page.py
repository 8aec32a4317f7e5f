"""Help: from the template to the public page, for sections and for those who gather."""

from __future__ import annotations

from michisuji.web.context import render
from michisuji.web.page_table import page
from michisuji.web.pages.help import pictures
from michisuji.web.pages.home import blueprint


@blueprint.get("/help")
@page(section="about")
def help_index() -> str:
    """Show who finds what where."""
    return render("help/index.html")


@blueprint.get("/help/section")
@page(section="about")
def help_section() -> str:
    """Show staff of a section the way from the template to the public page."""
    return render(
        "help/section.html",
        sheets=pictures.sheets(),
        filled=pictures.filled_sheet(),
        returned=pictures.returned_sheet(),
        whole=pictures.example_model(broken=False),
        broken=pictures.example_model(broken=True),
    )


@blueprint.get("/help/planning")
@page(section="about")
def help_planning() -> str:
    """Show those who gather how to hand out, take in, return and release."""
    return render("help/planning.html")


@blueprint.get("/help/editing")
@page(section="about")
def help_editing() -> str:
    """Show staff how to edit in the browser, and what to do when something goes wrong."""
    return render("help/editing.html")
