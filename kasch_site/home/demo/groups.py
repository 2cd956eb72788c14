"""Who meets and works in the demo house. Institutions of the quarter are samples: none of them is a real one."""

from dataclasses import dataclass, field
from datetime import timedelta

from kasch_site.groups.models import Group
from kasch_site.house.models import Language

from .house import HOUSE

GROUP, PROJECT, PARTNER = Group.Kind.GROUP, Group.Kind.PROJECT, Group.Kind.PARTNER


@dataclass(frozen=True)
class Meeting:
    slug: str
    name: str
    summary: str
    text: str
    for_whom: str
    when: str = ""
    kind: str = GROUP
    picture: str = ""
    languages: tuple[str, ...] = ()
    contact: str = "Quartiermanagement im Bürgerzentrum"
    confirmed_days_ago: int | None = field(default=40)


GROUPS = [
    Meeting(
        "gymnastikgruppe",
        "Gymnastikgruppe",
        "Beweglich bleiben, im Sitzen und im Stehen, ohne Leistungsdruck.",
        "<p>Wir dehnen, kräftigen und üben das Gleichgewicht. Jede und jeder macht so weit mit, wie es guttut.</p>"
        "<p>Ehrenamtliche leiten die Stunden an. Sie brauchen keine Vorkenntnisse, nur bequeme Kleidung.</p>",
        "Alle, die sich gern bewegen, besonders ältere Menschen",
        "dienstags 9:30 Uhr, im Sitzen montags 10:00 Uhr",
        picture="gymnastics",
    ),
    Meeting(
        "nachbarschaftshilfe-naehen",
        "Nachbarschaftshilfe Nähen",
        "Hosen kürzen, Reißverschlüsse tauschen, Eigenes nähen: mit Maschinen und Hilfe.",
        "<p>Bringen Sie mit, was geändert oder geflickt werden soll. Wir zeigen Ihnen, wie es geht, "
        "und nähen die schwierigen Stellen gemeinsam.</p>"
        "<p>Nähmaschinen, Scheren und Garn sind da. Wer schon nähen kann, hilft den anderen.</p>",
        "Alle, die etwas zu flicken haben oder Nähen lernen möchten",
        "dienstags 14:00 Uhr",
        picture="sewing",
        languages=("uk", "ru", "ar"),
    ),
    Meeting(
        "holzwerkstatt",
        "Holzwerkstatt",
        "Hobeln, sägen, leimen: eigene Stücke bauen und Altes wieder herrichten.",
        "<p>In der Werkstatt im Hof stehen Hobelbänke und Handwerkzeug. Sie bauen am eigenen Stück, "
        "und jemand mit Erfahrung ist immer dabei.</p>"
        "<p>An die Maschinen dürfen Sie nach einer Einweisung.</p>",
        "Erwachsene und Jugendliche ab 14 Jahren",
        "donnerstags 15:00 Uhr",
        picture="plane",
    ),
    Meeting(
        "wandergruppe",
        "Wandergruppe",
        "Einmal im Monat hinaus ins Grüne, in ruhigem Tempo und nie allein.",
        "<p>Wir gehen acht bis zwölf Kilometer und machen unterwegs Rast. Das Ziel steht vorher im Monatsplan.</p>"
        "<p>Treffpunkt ist vor dem Haus. Bei Dauerregen gehen wir eine kürzere Runde.</p>",
        "Alle, die gut zu Fuß sind; Kinder in Begleitung",
        "am letzten Samstag im Monat, 9:00 Uhr",
        picture="hiking",
    ),
    Meeting(
        "computertraining",
        "Computertraining",
        "E-Mail, Formulare, Fotos vom Handy: Schritt für Schritt und so oft wie nötig.",
        "<p>Wir üben an den Rechnern im Haus oder an Ihrem eigenen Gerät. Sie bestimmen, was dran ist.</p>"
        "<p>Auch ohne Kurs können Sie die Rechner im Haus nutzen, um ins Internet zu gehen.</p>",
        "Alle, die am Computer oder Handy sicherer werden möchten",
        "montags 14:00 Uhr",
        picture="computer",
        confirmed_days_ago=12,
    ),
    Meeting(
        "sprachtreff",
        "Sprachtreff",
        "Deutsch im Alltag üben und andere Sprachen lernen, bei einer Tasse Tee.",
        "<p>Wir sprechen über Einkaufen, Arzt, Schule und was gerade anliegt. Fehler gehören dazu.</p>"
        "<p>Jede zweite Woche üben wir Englisch. Wer eine Sprache gut kann, bringt sie den anderen näher.</p>",
        "Menschen, die Deutsch lernen, und alle, die gern andere Sprachen sprechen",
        "mittwochs 10:00 Uhr, Englisch alle zwei Wochen 17:00 Uhr",
        languages=("en", "uk", "ar", "ru", "vi"),
    ),
    Meeting(
        "redaktion-kasch",
        "Redaktion KaSch",
        "Wir machen die Stadtteilzeitung: fragen nach, schreiben auf, fotografieren.",
        "<p>Die KaSch berichtet über das Leben zwischen Kaßberg und Schloßchemnitz. "
        "Die Redaktion sammelt Themen, verteilt sie und hilft beim Schreiben.</p>"
        "<p>Sie haben ein Thema, aber keine Zeit? Erzählen Sie es uns, wir kümmern uns.</p>",
        "Alle, die gern schreiben, fotografieren oder Fragen stellen",
        "alle zwei Wochen montags 17:00 Uhr",
        kind=PROJECT,
        picture="newspaper",
    ),
    Meeting(
        "selbsthilfegruppe",
        "Selbsthilfegruppe",
        "Mit anderen sprechen, die Ähnliches erleben. Was gesagt wird, bleibt im Raum.",
        "<p>Die Gruppe leitet sich selbst. Beim ersten Mal hören Sie einfach zu, wenn Sie möchten.</p>"
        "<p>Sie suchen eine Gruppe zu einem anderen Thema oder möchten eine gründen? Wir helfen beim Anfang.</p>",
        "Menschen in schwierigen Lebenslagen und ihre Angehörigen",
        "alle zwei Wochen dienstags 17:30 Uhr",
        confirmed_days_ago=70,
    ),
    Meeting(
        "buergerinitiative",
        "Bürgerinitiative",
        "Nachbarinnen und Nachbarn, die im Viertel etwas ändern wollen, reden und handeln gemeinsam.",
        "<p>Wege, Grünflächen, Verkehr, Sauberkeit: Wir sammeln, was stört, suchen Lösungen "
        "und sprechen mit denen, die entscheiden.</p>"
        "<p>Das Quartiermanagement vermittelt zwischen Bewohnerschaft und Verwaltung.</p>",
        "Alle, die hier wohnen oder arbeiten",
        "am zweiten Donnerstag im Monat, 18:00 Uhr",
        kind=PROJECT,
    ),
    Meeting(
        "quilt-und-handarbeit",
        "Quilt und Handarbeit",
        "Patchwork, Stricken, Häkeln: gemeinsam arbeiten und einander etwas abschauen.",
        "<p>Aus Stoffresten entstehen Decken, Taschen und Wandbilder. "
        "Die schönsten Stücke zeigen wir in unserer Quiltausstellung.</p>"
        "<p>Stoffe zum Üben liegen bereit.</p>",
        "Anfängerinnen, Anfänger und Geübte",
        "donnerstags 10:00 Uhr",
        picture="quilt",
    ),
    Meeting(
        "stadtteilfest-team",
        "Stadtteilfest-Team",
        "Wir planen Stadtteilfest und Rallye und packen beim Aufbau mit an.",
        "<p>Bühne, Kuchen, Spiele, Strom: Ein Fest braucht viele Hände. "
        "Das Team trifft sich einmal im Monat, vor dem Fest öfter.</p>",
        "Alle, die gern organisieren, und Vereine, die sich zeigen möchten",
        "am dritten Montag im Monat, 18:00 Uhr",
        kind=PROJECT,
        picture="festival",
    ),
    Meeting(
        "buecherboerse",
        "Bücherbörse und Stadtteilbibliothek",
        "Bücher bringen, Bücher mitnehmen, in Ruhe lesen.",
        "<p>In der Bibliothek im Haus dürfen Sie stöbern, lesen und ausleihen. "
        "Bei der Bücherbörse tauschen Sie Gelesenes gegen Neues.</p>"
        "<p>Gut erhaltene Bücher nehmen wir gern an.</p>",
        "Alle, die lesen, von klein bis groß",
        "dienstags 15:00 Uhr, Börse am ersten Samstag im Monat",
        kind=PROJECT,
        picture="books",
        confirmed_days_ago=25,
    ),
    Meeting(
        "beispiel-kindertagesstaette",
        "Beispiel: Kindertagesstätte im Quartier",
        "Beispiel für einen Partner: Er kommt zum Vorlesen und zum Familientreff.",
        "<p>So kann sich eine Einrichtung aus dem Stadtteil vorstellen: was sie tut, für wen sie da ist "
        "und was sie mit dem Bürgerzentrum verbindet.</p>",
        "Familien mit kleinen Kindern",
        kind=PARTNER,
        contact="",
    ),
    Meeting(
        "beispiel-schule",
        "Beispiel: Schule im Quartier",
        "Beispiel für einen Partner: Er zeigt die Ergebnisse seiner Projekttage bei uns im Foyer.",
        "<p>Hier steht, welche Klassen mitmachen und wie man die Schule erreicht.</p>",
        "Kinder, Jugendliche und ihre Eltern",
        kind=PARTNER,
        contact="",
    ),
    Meeting(
        "beispiel-wohnungsgenossenschaft",
        "Beispiel: Wohnungsgenossenschaft",
        "Beispiel für einen Partner: Er hilft beim Stadtteilfest und hängt unseren Monatsplan in seinen Häusern aus.",
        "<p>Auch Eigentümer und Vermieter gehören zum Stadtteil. Hier steht, wobei sie mitmachen.</p>",
        "Mieterinnen und Mieter im Stadtteil",
        kind=PARTNER,
        contact="",
    ),
    Meeting(
        "beispiel-gewerbetreibende",
        "Beispiel: Läden an der Leipziger Straße",
        "Beispiel für einen Partner: Geschäfte, die bei der Stadtteilrallye eine Station übernehmen.",
        "<p>Hier stellen sich Läden und Werkstätten vor, die den Stadtteil lebendig halten.</p>",
        "Kundschaft und Nachbarschaft",
        kind=PARTNER,
        contact="",
        confirmed_days_ago=None,
    ),
]


def write(today, pictures):
    """Make the groups; `pictures` are the records by the names used here."""
    languages = {language.code: language for language in Language.objects.all()}
    for row in GROUPS:
        days = row.confirmed_days_ago
        group = Group.objects.create(
            slug=row.slug,
            name=row.name,
            kind=row.kind,
            summary=row.summary,
            description=row.text,
            for_whom=row.for_whom,
            when=row.when,
            contact=row.contact,
            phone=HOUSE["phone"] if row.contact else "",
            picture=pictures.get(row.picture),
            confirmed_on=None if days is None else today - timedelta(days=days),
            status=Group.Status.PUBLISHED,
        )
        group.languages.set(languages[code] for code in row.languages)
