"""In tests, a variable that is not defined is an error in a template of ours, as it is an empty text on the site.

Django asks its option `string_if_invalid` where a variable is missing, and only there: not in `{% if %}`, `{% for %}`
and `{% firstof %}`, where it may be missing on purpose. Templates of Django and of other packages go on unharmed.
"""

import inspect

from django.template.base import FilterExpression, Node
from django.templatetags.i18n import BlockTranslateNode

from kasch_site.settings.base import BASE_DIR

OURS = str(BASE_DIR / "templates")
_FORGIVING = {"default", "default_if_none"}  # filters that say what to show instead


class UndefinedVariable(Exception):
    """A template of ours shows a variable, or hands it to a tag, that nobody has defined."""


class ErrorIfOurs(str):
    """The value of `string_if_invalid`: empty, and looking at it raises `UndefinedVariable` in a template of ours."""

    def __bool__(self):
        # Asked by FilterExpression.resolve, which applies its filters to an empty value alone.
        _refuse(inspect.currentframe().f_back, FilterExpression)
        return False

    def __contains__(self, part):
        # Asked by {% blocktranslate %} for the variables in its text.
        _refuse(inspect.currentframe().f_back, BlockTranslateNode)
        return super().__contains__(part)


def _refuse(frame, kind):
    asks = _self_of(frame)
    if frame.f_code.co_name not in ("resolve", "render_value"):
        return
    if kind is FilterExpression:
        if not isinstance(asks, FilterExpression) or _forgives(asks):
            return
        name = asks.token
    else:
        name = frame.f_locals.get("key")
    node = _node_of(frame)
    if name and node and node.origin.name.startswith(OURS):
        where = node.origin.name.removeprefix(OURS)
        raise UndefinedVariable(f"{name} in templates{where}, line {node.token.lineno}")


def _self_of(frame):
    return frame.f_locals.get("self")


def _forgives(expression):
    return any(function.__name__ in _FORGIVING for function, _arguments in expression.filters[:1])


def _node_of(frame):
    """The innermost node that is being rendered, and knows its template."""
    while frame:
        node = _self_of(frame)
        if isinstance(node, Node) and hasattr(node, "origin"):
            return node
        frame = frame.f_back
    return None
