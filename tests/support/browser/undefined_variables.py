"""In tests, an undefined variable in a project template is an error; on the site it is an empty text.

Django uses its option `string_if_invalid` for an undefined variable, except in `{% if %}`, `{% for %}`
and `{% firstof %}`, where it may be undefined on purpose. Templates of Django and other packages are not affected.
"""

import inspect

from django.template.base import FilterExpression, Node
from django.templatetags.i18n import BlockTranslateNode

from kasch_site.settings.base import BASE_DIR

PROJECT_TEMPLATES = str(BASE_DIR / "templates")
_DEFAULT_FILTERS = {"default", "default_if_none"}  # filters with a replacement for an undefined variable


class UndefinedVariable(Exception):
    """A project template renders a variable, or passes it to a tag, that is not defined."""


class ErrorInProjectTemplate(str):
    """The value of `string_if_invalid`: an empty text whose use raises `UndefinedVariable` in a project template."""

    def __bool__(self):
        # Called by FilterExpression.resolve, which applies filters only if the value is empty.
        _refuse(inspect.currentframe().f_back, FilterExpression)
        return False

    def __contains__(self, part):
        # Called by {% blocktranslate %} for the variables in its text.
        _refuse(inspect.currentframe().f_back, BlockTranslateNode)
        return super().__contains__(part)


def _refuse(frame, kind):
    caller = _self_of(frame)
    if frame.f_code.co_name not in ("resolve", "render_value"):
        return
    if kind is FilterExpression:
        if not isinstance(caller, FilterExpression) or _has_default(caller):
            return
        name = caller.token
    else:
        name = frame.f_locals.get("key")
    node = _node_of(frame)
    if name and node and node.origin.name.startswith(PROJECT_TEMPLATES):
        where = node.origin.name.removeprefix(PROJECT_TEMPLATES)
        raise UndefinedVariable(f"{name} in templates{where}, line {node.token.lineno}")


def _self_of(frame):
    return frame.f_locals.get("self")


def _has_default(expression):
    return any(function.__name__ in _DEFAULT_FILTERS for function, _arguments in expression.filters[:1])


def _node_of(frame):
    """Return the innermost node being rendered that has an origin."""
    while frame:
        node = _self_of(frame)
        if isinstance(node, Node) and hasattr(node, "origin"):
            return node
        frame = frame.f_back
    return None
