"""States and releases under `/drafts`: a part and its moves, one's own work, the releases."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages to the application over the drafts, with what their templates call."""
    from michisuji.web.workflow import feed, my_work, part, release  # noqa: F401  (their views)
    from michisuji.web.workflow.blueprint import blueprint
    from michisuji.web.workflow.current import bar

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(state_bar=bar)
