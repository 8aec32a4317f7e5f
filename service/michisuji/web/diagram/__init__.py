"""The logic model's picture as an editor, at `/drafts/diagram`: steps, findings, and saving."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the editor to the application over the drafts."""
    from michisuji.web.diagram.views import blueprint, editor_of

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(diagram_editor_of=editor_of)
