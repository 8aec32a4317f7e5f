"""Forms under `/drafts`: describe a resource, make a new one, take one away; saved as edits."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the forms to the application over the drafts, with what their templates call."""
    from michisuji.web.forms import helping, keeping, making, removing, starting  # noqa: F401
    from michisuji.web.forms.classes import kind_label, told_of_class
    from michisuji.web.forms.views import blueprint

    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        picker=helping.picker,
        reference_of=helping.reference_of,
        number_of=helping.number_of,
        kind_label=kind_label,
        told_of_class=told_of_class,
        label_of=helping.label_of,
        edited=helping.edited,
        pick=helping.picked,
        without_draft=starting.without_draft,
    )
