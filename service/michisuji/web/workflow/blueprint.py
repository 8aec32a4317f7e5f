"""The blueprint of the pages of states and releases.

Short because the views, which several modules hold, add themselves to it.
"""

from flask import Blueprint

blueprint = Blueprint("workflow", __name__)
