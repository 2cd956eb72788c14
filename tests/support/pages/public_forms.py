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

    named = {member for module in _view_modules() for member in vars(module).values() if _is_form(member)}
    made = {
        form_class
        for base in (AccessibleFormMixin, GuardedFormMixin)
        for form_class in _below(base)
        if _is_form(form_class)
    }
    return {member for member in {*named, *made, LoginForm} if not member.__module__.startswith(("tests.", "django."))}


def public_patterns():
    """Return the URL patterns outside the admin."""
    for resolver in get_resolver().url_patterns:
        if getattr(resolver, "app_name", "") != admin.site.name:
            yield from _patterns(resolver)


def _patterns(resolver):
    if isinstance(resolver, URLPattern):
        yield resolver
        return
    for pattern in resolver.url_patterns:
        yield from _patterns(pattern)


def _view_modules():
    return {sys.modules[inspect.unwrap(pattern.callback).__module__] for pattern in public_patterns()}


def _is_form(member):
    return isinstance(member, type) and issubclass(member, forms.BaseForm)


def _below(base):
    for form_class in base.__subclasses__():
        yield form_class
        yield from _below(form_class)
