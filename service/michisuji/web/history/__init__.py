"""The history of a resource at `/drafts/history`, with undo and restore, and edits as JSON."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the history to the application over the drafts."""
    from michisuji.web.history import api
    from michisuji.web.history.views import blueprint

    app.register_blueprint(blueprint)
    app.register_blueprint(api.blueprint)
