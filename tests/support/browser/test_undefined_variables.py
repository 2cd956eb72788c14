"""An undefined variable is an error in project templates, and only there."""

import pytest
from django.template import Context, Origin, Template, engines
from django.template.base import UNKNOWN_SOURCE

from tests.support.browser.undefined_variables import PROJECT_TEMPLATES, UndefinedVariable

REFUSED = [
    "{{ mispelt }}",
    "{{ form.mispelt.at_the_end }}",
    "{{ mispelt|upper }}",
    "{{ mispelt|length }}",
    "{% load static %}{% static mispelt %}",
    "{% url mispelt %}",
    "{% with here=mispelt %}{% endwith %}",
    "{% include 'components/facts.html' with facts=mispelt %}",
    "{% load i18n %}{% blocktranslate %}Guten Tag {{ mispelt }}{% endblocktranslate %}",
    "{% load i18n %}{% blocktranslate with name=mispelt %}Guten Tag {{ name }}{% endblocktranslate %}",
    "{% if known %}{{ mispelt }}{% endif %}",
    "{% for each in known %}{{ each.mispelt }}{% endfor %}",
]
TAKEN = {
    "{% if mispelt %}yes{% else %}no{% endif %}": "no",
    "{% firstof mispelt 'other' %}": "other",
    "{% for each in mispelt %}{{ each }}{% endfor %}": "",
    "{{ mispelt|default:'other' }}": "other",
    "{{ mispelt|default_if_none:'other' }}": "",
    "{{ empty }}": "",
    "{{ none|default_if_none:'' }}": "",
}


def rendered(source, name):
    template = Template(source, origin=Origin(name), engine=engines["django"].engine)
    return template.render(Context({"known": ["a"], "empty": "", "none": None, "form": {}}))


def test_the_template_directory_of_the_project_is_the_one_in_use():
    assert engines["django"].engine.get_template("home/start.html").origin.name.startswith(f"{PROJECT_TEMPLATES}/")


@pytest.mark.parametrize("source", REFUSED)
def test_a_misspelt_variable_fails_in_a_project_template(source):
    with pytest.raises(UndefinedVariable, match=r"mispelt.* in templates/pages/own.html, line 1"):
        rendered(source, f"{PROJECT_TEMPLATES}/pages/own.html")


@pytest.mark.parametrize("source", REFUSED[:5])
@pytest.mark.parametrize("name", ["/site-packages/django/contrib/admin/templates/admin/base.html", UNKNOWN_SOURCE])
def test_third_party_templates_are_not_checked(source, name):
    rendered(source, name)


@pytest.mark.parametrize("source", TAKEN)
def test_explicitly_optional_variables_may_be_undefined(source):
    assert rendered(source, f"{PROJECT_TEMPLATES}/pages/own.html") == TAKEN[source]


def test_django_admin_pages_work(admin_client, house):
    for path in ("/admin/", "/admin/login/", "/admin/events/event/", "/admin/events/event/add/"):
        assert admin_client.get(path).status_code == (302 if path == "/admin/login/" else 200)
