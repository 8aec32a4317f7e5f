"""``/plan`` and the pages of plans: figures of the plans, and the tree of policies."""

from michisuji.web.pages.plan.page import tree

__all__ = ["tree"]
