"""Who pays for the house: entered by staff, shown at the foot of each page."""

from django.contrib.auth.models import Group as Role
from PIL import Image

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import LEAD
from kasch_site.common.media.pictures import add_picture
from tests.support.browser.markup import parse

ADD = "/admin/house/funder/add/"


def test_the_words_and_the_logo_that_a_funder_requires_are_at_the_foot_of_each_page(client, house, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    logo = add_picture("Wappen", Image.new("RGB", (400, 200), "green"), "Wappen der Stadt")
    lead = User.objects.create_user("leitung", is_staff=True)
    lead.groups.add(Role.objects.get(name=LEAD))
    client.force_login(lead)
    assert parse(client.get(ADD)).one("textarea", name="text")["maxlength"] == "300"
    typed = {"name": "Stadt", "url": "www.example.org", "text": "Mitfinanziert\naus Steuern", "order": "0"}
    assert client.post(ADD, {**typed, "logo": logo.pk}).status_code == 302
    foot = parse(client.get("/kontakt/")).one("section", aria_labelledby="foerderer")
    assert foot.one("img")["alt"] == "Wappen der Stadt"
    assert foot.one("a")["href"] == "https://www.example.org"
    assert foot.one("li").text == "Stadt Mitfinanziert aus Steuern"
