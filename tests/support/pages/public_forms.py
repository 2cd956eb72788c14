"""All public forms, collected from the views: a new form is included without being listed."""

import inspect
import sys

from django import forms
from django.contrib import admin
from django.urls import URLPattern, get_resolver

from kasch_site.common.forms.base import AccessibleFormMixin
from kasch_site.common.forms.guard import GuardedFormMixin


def public_forms() -> set[type[forms.BaseForm]]:
    """Return forms used in modules of public views, forms with our base classes, and the login form."""
    from kasch_site.common.admin.login import LoginForm

    named = {each for module in _view_modules() for each in vars(module).values() if _is_form(each)}
    made = {each for base in (AccessibleFormMixin, GuardedFormMixin) for each in _below(base) if _is_form(each)}
    return {each for each in {*named, *made, LoginForm} if not each.__module__.startswith(("tests.", "django."))}


def public_patterns():
    """Return the URL patterns outside the admin."""
    for resolver in get_resolver().url_patterns:
        if getattr(resolver, "app_name", "") != admin.site.name:
            yield from _patterns(resolver)


def _patterns(resolver):
    if isinstance(resolver, URLPattern):
        yield resolver
        return
    for each in resolver.url_patterns:
        yield from _patterns(each)


def _view_modules():
    return {sys.modules[inspect.unwrap(pattern.callback).__module__] for pattern in public_patterns()}


def _is_form(each):
    return isinstance(each, type) and issubclass(each, forms.BaseForm)


def _below(base):
    for each in base.__subclasses__():
        yield each
        yield from _below(each)
