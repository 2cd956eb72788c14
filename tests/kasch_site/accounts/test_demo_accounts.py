"""Demo accounts prevent the start of a production site."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from kasch_site.accounts.demo_accounts import refuse_demo_accounts


@pytest.fixture
def account(django_user_model):
    return django_user_model.objects.create_user("leitung-demo", password="x")


def test_production_does_not_start_with_a_demo_account(account):
    with pytest.raises(ImproperlyConfigured, match="leitung-demo"):
        refuse_demo_accounts()


def test_an_account_that_cannot_log_in_is_ignored(account):
    account.is_active = False
    account.save()
    refuse_demo_accounts()


def test_the_demo_may_have_demo_accounts(account, settings):
    settings.IS_DEMO = True
    refuse_demo_accounts()
