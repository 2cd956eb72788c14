"""Write groups, projects and partners."""

from kasch_site.groups.models import Group
from kasch_site.house.models import House, Language

_OPTIONAL = ("description", "for_whom", "when", "contact", "email", "website", "place")


def write(folder, today, pictures):
    """Write the groups; `pictures` are the records by their names."""
    phone_of_house = House.objects.get().phone
    languages = {language.code: language for language in Language.objects.all()}
    with folder.open("groups") as file:
        for row in file.records("group"):
            texts = {key: row.text(key) for key in ("slug", "name", "summary")}
            texts |= {key: row.text(key, "") for key in _OPTIONAL}
            group = Group(**texts, status=Group.Status.PUBLISHED)
            group.kind = row.choice("kind", Group.Kind, Group.Kind.GROUP)
            group.phone = row.text("phone", phone_of_house if group.contact else "")
            group.picture = row.one("picture", pictures, None)
            group.confirmed_on = row.day("confirmed", today, None)
            row.save(group).languages.set(row.many("languages", languages))
