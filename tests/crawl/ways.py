"""What residents do on the site, from the first page of a form to the last mail; each way is a visitor of its own."""

import re
import smtplib
from email import message_from_bytes, policy

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import call_command

from tests.crawl.browser import Browser, button_words, local

NOWHERE = "nowhere.example.org"
MINUTE, HOUR, DAY = 60, 3600, 86400


class Postbox(locmem.EmailBackend):
    """Keeps mails as in other tests, and knows no mailbox at NOWHERE."""

    def send_messages(self, messages):
        for each in messages:
            if each.to[0].endswith(NOWHERE):
                raise smtplib.SMTPRecipientsRefused({each.to[0]: (550, b"5.1.1 unknown")})
        return super().send_messages(messages)


class Town:
    """Residents of a town, and what they get to see; `book` keeps it, `clock` lets time pass."""

    def __init__(self, book, clock):
        self.book = book
        self.clock = clock
        self.way = ""
        self.step = 0
        self.networks = 0
        self.read = len(mail.outbox)
        self.addresses = set()

    def visitor(self, way):
        """Somebody new, who goes this way."""
        self.way, self.step, self.networks = way, 0, self.networks + 1
        return Browser(self.clock.shift, self._keep, network=f"203.0.113.{self.networks}", addresses=self.addresses)

    def again(self, way, seen):
        """Somebody who has been there before comes back, on a way with a new name."""
        self.way, self.step = way, 0
        return seen

    def _keep(self, answer):
        self.step += 1
        request = answer.response.request["REQUEST_METHOD"]
        key = f"{self.way}, {self.step:02}: {request} {answer.address}"
        self.book.add_answer(key, answer, with_targets=True)

    def keep_of_staff(self, answer):
        """Keep what staff see, whose addresses may change."""
        self.step += 1
        self.book.add_answer(f"{self.way}, {self.step:02}", answer, with_targets=False)

    @staticmethod
    def superuser():
        """Somebody who may do everything."""
        return get_user_model().objects.create_superuser("alles", "alles@example.org", "x")

    def mails(self):
        """Let the background process work; gives the mails that went out since the last time."""
        call_command("work", once=True, verbosity=0)
        new = mail.outbox[self.read :]
        self.read = len(mail.outbox)
        for each in new:
            self.book.add(f"mail: {each.subject}", words_of_mail(each))
        return new


def words_of_mail(message) -> str:
    """A mail as its reader sees it, with the names of its files and the text of its calendars."""
    lines = [f"from: {message.from_email}", f"to: {', '.join(message.to)}", f"reply to: {', '.join(message.reply_to)}"]
    lines += [f"{name}: {value}" for name, value in sorted(message.extra_headers.items()) if name != "Message-ID"]
    lines += [f"subject: {message.subject}", "", message.body]
    for each in message_from_bytes(message.message().as_bytes(), policy=policy.default).iter_attachments():
        words = each.get_payload(decode=True).decode(errors="replace") if each.get_content_maintype() == "text" else ""
        kind = each.get_content_type()
        lines += ["", f"file {each.get_filename()} ({kind})", words.replace("\r\n ", "").replace("\r\n", "\n")]
    return "\n".join(lines).strip()


def address_in(message, part):
    """The first address in a mail with this part."""
    found = [local(each) for each in re.findall(r"https?://\S+", message.body) if part in each]
    assert found, f"no {part} in {message.body}"
    return found[0]


def times_on(answer):
    """The words on the buttons of free times."""
    return [
        button_words(each)
        for form in answer.forms()
        for each in form.buttons
        if re.match(r"(\d{1,2}(:\d\d)?|.*\d{1,2}:\d\d)", button_words(each))
    ]


def register(town):
    """An event with places: errors, signing up by mail, more people, leaving, coming back, twice the same."""
    her = town.visitor("signing up")
    page = her.follow(her.get("/veranstaltungen/familienwerkstatt/"), "Anmelden")
    her.press_empty(page, "Anmelden")
    her.fill(page, {"Wie heißen Sie?": "1", "Wie erreichen wir Sie?": "weber@"}, "Anmelden")
    filled = {"Wie heißen Sie?": "Frau Weber", "Wie erreichen wir Sie?": "weber@example.org"}
    mine = her.fill(page, filled, "Anmelden")
    her.press(her.get(page.address), "Anmelden")
    her.fill(her.get(page.address), filled, "Anmelden")
    rendered, *_more = town.mails()
    mine = her.get(address_in(rendered, "/anmeldung/"))
    mine = her.fill(mine, {"Wie viele Personen kommen?": "3 Personen"}, "Anzahl ändern")
    her.press(her.follow(mine, "Abmelden"), "Ja, ")
    mine = her.get(mine.address)
    town.mails()
    mine = her.press(mine, "Doch kommen")
    town.mails()
    enter = her.get("/anmeldung/")
    her.press_empty(enter, "Anmeldung zeigen")
    her.fill(enter, {"Ihr Code": "K7PX-42MN", "Die ersten drei": "Web"}, "Anmeldung zeigen")
    code = re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", rendered.body + mine.text)[0]
    her.fill(enter, {"Ihr Code": code, "Die ersten drei": "Web"}, "Anmeldung zeigen")
    her.get("/anmeldung/unbekannt/")
    his = town.visitor("signing up by phone")
    page = his.get(page.address)
    his.fill(page, {"Wie heißen Sie?": "Herr Li", "Wie erreichen wir Sie?": "0371 33 50 520"}, "Anmelden")


def wait_for_a_place(town):
    """An event that becomes full: the waiting list, a place that is freed and offered, taken, declined, lapsed."""
    seen = {}
    for name, people in (
        ("Familie Berg", "3 Personen"),
        ("Frau Yıldız", None),
        ("Herr Novák", None),
        ("Frau Ito", None),
    ):
        who = town.visitor(f"waiting for a place, {name}")
        page = who.get("/veranstaltungen/erste-hilfe-am-kind/")
        page = who.follow(page, "Anmelden" if people else "Auf die Warteliste")
        reach = f"{len(seen)}@example.org"
        filled = {"Wie heißen Sie?": name, "Wie erreichen wir Sie?": reach}
        filled |= {"Wie viele Personen kommen?": people} if people else {}
        who.fill(page, filled, "Anmelden" if people else "Auf die Warteliste")
        [rendered] = [each for each in town.mails() if reach in each.to]
        seen[name] = who, address_in(rendered, "/anmeldung/")
        who.get(seen[name][1])
    who, address = town.again("waiting for a place, Familie Berg (2)", seen["Familie Berg"])
    who.press(who.follow(who.get(address), "Abmelden"), "Ja, ")
    town.mails()
    who, address = town.again("waiting for a place, Frau Yıldız (2)", seen["Frau Yıldız"])
    who.press(who.get(address), "Ja, ich komme")
    town.mails()
    who, address = town.again("waiting for a place, Herr Novák (2)", seen["Herr Novák"])
    who.press(who.follow(who.get(address), "Nein, den Platz freigeben"), "Ja, ")
    town.clock.shift(DAY)
    town.mails()
    who, address = town.again("waiting for a place, Frau Ito (2)", seen["Frau Ito"])
    who.get(address)


def book_an_appointment(town):
    """Counselling: topic, times, details with errors, check, change, confirm by mail, move, cancel, come back."""
    her = town.visitor("appointment")
    page = her.follow(her.follow(her.get("/beratung/"), "Alles was Recht ist"), "Termin wählen")
    her.follow(page, "Ja, die Frist ist nah")
    page = her.press(page, times_on(page)[1])
    her.press_empty(page, "Weiter")
    her.fill(page, {"Wie heißen Sie?": "12", "E-Mail": "weber@", "Telefon": "abc"}, "Weiter")
    filled = {"Wie heißen Sie?": "Frau Weber", "E-Mail": "weber@example.org", "Ich brauche einen Weg": True}
    filled["Möchten Sie uns noch etwas sagen?"] = "Bis dann"
    check = her.fill(page, filled, "Weiter")
    her.press(check, "Länger reservieren")
    changed = her.press(check, "Angaben ändern")
    her.press(changed, "Weiter")
    other = her.press(check, "Andere Zeit wählen")
    page = her.press(other, times_on(other)[2])
    check = her.fill(page, filled, "Weiter")
    booked = her.press(check, "Termin buchen")
    [rendered] = town.mails()
    confirm = her.get(address_in(rendered, "/bestaetigen/"))
    mine = her.press(confirm, "Ja, ich komme")
    town.mails()
    her.get(confirm.address)
    her.get(f"{mine.address}termin.ics")
    move = her.follow(mine, "Verschieben")
    choice = her.press(move, times_on(move)[2])
    mine = her.press(choice, "Ja, verschieben")
    town.mails()
    mine = her.press(her.follow(mine, "Absagen"), "Ja, absagen")
    town.mails()
    her.follow(mine, "Doch kommen")
    enter = her.get("/beratung/mein-termin/")
    her.press_empty(enter, "Termin zeigen")
    her.fill(enter, {"Ihr Code": "K7PX-42MN", "Die ersten drei": "Web"}, "Termin zeigen")
    code = re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", mine.text)[0]
    her.fill(enter, {"Ihr Code": code, "Die ersten drei": "Web"}, "Termin zeigen")
    for place in ("mein-termin", "bestaetigen", "angebot", "warten", "recht/termin"):
        her.get(f"/beratung/{place}/unbekannt/")
    return booked


def book_by_phone(town):
    """Somebody without mail: the appointment is fixed at once. What is held is offered to nobody else."""
    his = town.visitor("appointment by phone")
    page = his.get("/beratung/wohngeld/termin/")
    page = his.press(page, times_on(page)[0])
    rival = town.visitor("somebody was faster")
    town.way = "somebody was faster"
    rival.get("/beratung/wohngeld/termin/")
    town.way = "appointment by phone (2)"
    his.press(page, "Länger reservieren")
    town.clock.shift(40 * MINUTE)
    filled = {"Wie heißen Sie?": "Herr Li", "Telefon": "0371 33 50 521"}
    filled["Sagen Sie mir Bescheid, wenn früher"] = True
    late = his.fill(page, filled, "Weiter")
    again = his.press(late, times_on(late)[3])
    return his.press(his.fill(again, filled, "Weiter"), "Termin buchen")


def get_an_earlier_time(town):
    """Somebody wants an earlier time and gets one; somebody never confirms."""
    taken = {"Wie heißen Sie?": "Frau Okafor", "E-Mail": "okafor@example.org"}
    earlier = {"Sagen Sie mir Bescheid, wenn früher": True}
    _book_on(town, "wanting an earlier time", "14. Januar", taken | earlier)
    [rendered] = [each for each in town.mails() if "okafor@example.org" in each.to]
    her = town.visitor("wanting an earlier time (2)")
    her.press(her.get(address_in(rendered, "/bestaetigen/")), "Ja, ich komme")
    town.mails()
    person, page = _book_on(
        town, "giving a time back", "17. Dezember", {"Wie heißen Sie?": "Herr Li", "Telefon": "0371 1234"}
    )
    person.press(person.follow(page, "Absagen"), "Ja, absagen")
    town.clock.shift(2 * HOUR)
    offers = [each for each in town.mails() if "okafor@example.org" in each.to]
    her = town.visitor("wanting an earlier time (3)")
    assert offers
    for each in offers:
        her.press(her.get(address_in(each, "/angebot/")), "Ja, ich nehme diese Zeit")
    town.mails()
    _book_on(town, "never confirming", "28. Januar", {"Wie heißen Sie?": "Herr X", "E-Mail": "x@example.org"})
    town.clock.shift(DAY)
    town.mails()


def _book_on(town, way, day, filled):
    """Somebody who books the first time of a day with the lawyer; gives them and the page that comes then."""
    who = town.visitor(way)
    page = who.get("/beratung/recht/termin/")
    page = who.press(page, next(words for words in times_on(page) if day in words))
    return who, who.press(who.fill(page, filled, "Weiter"), "Termin buchen")


def wait_for_a_time(town):
    """Two wait for a time of a topic by mail: one takes what is offered, one declines and waits no longer."""
    for name, answer in (("Frau Kaya", "Ja, ich nehme diese Zeit"), ("Herr Rossi", "Nein, danke")):
        who = town.visitor(f"waiting for a time, {name}")
        page = who.get("/beratung/recht/bescheid/")
        who.press_empty(page, "Bescheid sagen")
        filled = {"Wie heißen Sie?": name, "E-Mail": "wartend@example.org"}
        mine = who.fill(page, filled, "Bescheid sagen")
        town.clock.shift(HOUR)
        letters = town.mails()
        who.get(mine.address)
        offers = [each for each in letters if "/angebot/" in each.body]
        if offers:
            page = who.get(address_in(offers[0], "/angebot/"))
            who.press(page, answer)
            who.get(page.address)
        mine = who.get(mine.address)
        if "Nicht länger warten" in mine.text:
            who.press(mine, "Nicht länger warten")
        town.mails()


def ask(town):
    """A room is asked for, help is offered, a barrier is reported."""
    who = town.visitor("asking for a room")
    page = who.get("/anfragen/raum/")
    who.fill(page, {"An welchem Tag?": "gestern"}, "Weiter")
    page = who.fill(page, {"An welchem Tag?": "18.12.2026"}, "Weiter")
    who.press_empty(page, "Anfrage absenden")
    filled = {"Um wie viel Uhr?": "15 bis 18 Uhr", "Wie viele Personen kommen?": "12", "Was haben Sie vor?": "Feiern"}
    filled |= {"Wie heißen Sie?": "Ada", "Wie erreichen wir Sie?": "ada@example.org"}
    who.fill(page, filled, "Anfrage absenden")
    town.mails()
    who = town.visitor("offering help")
    page = who.get("/anfragen/mitmachen/")
    who.press_empty(page, "Angebot absenden")
    filled = {"Im Haus mit anpacken": True, "Wann haben Sie Zeit?": "dienstags", "Wie heißen Sie?": "Kim"}
    who.fill(page, filled | {"Wie erreichen wir Sie?": "0371 33 50 522"}, "Angebot absenden")
    town.mails()
    who = town.visitor("reporting a barrier")
    page = who.get("/barrierefreiheit/melden/")
    who.press_empty(page, "Barriere melden")
    who.fill(page, {"Was ist schwierig?": "Die Tür klemmt.", "Wo?": "Eingang"}, "Barriere melden")
    town.mails()


def subscribe(town):
    """The plan by mail: ordered, confirmed, ordered again, left."""
    who = town.visitor("plan by mail")
    page = who.get("/per-mail/")
    who.press_empty(page, "Bestellen")
    who.fill(page, {"Ihre E-Mail-Adresse": "leserin@example.org"}, "Bestellen")
    [rendered] = town.mails()
    confirm = who.get(address_in(rendered, "/per-mail/ja/"))
    who.press(confirm, "Ja, bitte schicken")
    who.get(confirm.address)
    town.clock.shift(DAY)
    who.fill(who.get("/per-mail/"), {"Ihre E-Mail-Adresse": "leserin@example.org"}, "Bestellen")
    town.mails()
    page = who.get("/per-mail/abbestellen/")
    who.press_empty(page, "Link zum Abbestellen schicken")
    who.fill(page, {"Ihre E-Mail-Adresse": "leserin@example.org"}, "Link zum Abbestellen schicken")
    [rendered] = town.mails()
    leave = who.get(address_in(rendered, "/per-mail/abbestellen/"))
    who.press(leave, "Ja, abbestellen")
    who.get("/per-mail/ja/unbekannt/")
    who.get("/per-mail/abbestellen/unbekannt/")


def work_as_staff(town):
    """What staff do that somebody gets a message about: an answer, a date that is off and moved, illness, the plan."""
    lead = Browser(town.clock.shift, town.keep_of_staff, user=town.superuser(), addresses=town.addresses)
    town.way, town.step = "staff: answering", 0
    inquiries = lead.follow(lead.get("/admin/"), "Anfragen")
    page = lead.follow(inquiries, "Raumanfrage vom")
    asked = lead.fill(page, {"Antwort": "Ja, gern. Kommen Sie vorher vorbei."}, "Antwort prüfen")
    lead.press(asked, "")
    town.mails()
    town.way, town.step = "staff: sending the plan", 0
    page = lead.follow(lead.get("/admin/"), "Der Plan für Dezember ist noch nicht verschickt")
    lead.press(page, "Der Plan für Dezember: an")
    town.mails()
    town.way, town.step = "staff: a date is off", 0
    dates = lead.follow(lead.get("/admin/"), "Termine")
    page = lead.get(f"{dates.address.partition('?')[0]}?q=Familienwerkstatt")
    tick = next(words for words in _labels(page) if "Familienwerkstatt" in words and "19. Dezember" in words)
    off = {tick: True, "Aktion": "Entfällt (mit dem Grund nebenan)", "Grund": "krank"}
    page = lead.fill(page, off, "Ausführen")
    lead.press(page, "") if page.response.request["REQUEST_METHOD"] == "POST" else None
    town.mails()
    town.way, town.step = "staff: somebody is ill", 0
    page = lead.follow(lead.get("/admin/"), "Jemand aus der Beratung ist krank")
    page = lead.fill(page, {"Wer?": "Beispiel Anwältin", "An welchem Tag?": "2026-12-17"}, "Weiter")
    lead.press(page, "")
    town.mails()
    prepare_a_month(town, lead)
    give_an_appointment(town, lead)
    see_to_what_did_not_arrive(town, lead)


def prepare_a_month(town, lead):
    """A single event is entered and published, the days with collisions are cancelled and taken back."""
    town.way, town.step = "staff: preparing a month", 0
    page = lead.follow(lead.get("/admin/"), "Januar vorbereiten")
    event = {"Titel": "Neujahrssingen", "Tag": "2027-01-15", "von": "16:00", "bis": "17:00"}
    page = lead.fill(page, event, "Eintragen")
    asked = lead.follow(page, "Alles veröffentlichen")
    page = lead.press(asked, "Ja, ")
    page = lead.press(page, "Alle entfallen")
    lead.press(page, "Zurücknehmen")
    town.mails()


def give_an_appointment(town, lead):
    """Somebody calls: they get an appointment, another one, and it is cancelled by the house."""
    town.way, town.step = "staff: an appointment on the phone", 0
    page = lead.follow(lead.get("/admin/"), "Beratungstermin vergeben")
    page = lead.follow(page, "Wohngeld")
    page = lead.get(_first_time(page))
    lead.press_empty(page, "Vergeben und Zettel zeigen")
    filled = {"Name": "Frau Schmitt", "Telefon oder E-Mail": "schmitt@example.org"}
    page = lead.fill(page, filled, "Vergeben und Zettel zeigen")
    found = lead.fill(lead.follow(page, "Fertig"), {"Name, Code": "Schmitt"}, "Suchen")
    page = lead.follow(found, "Frau Schmitt")
    town.mails()
    moving = lead.follow(page, "Andere Zeit")
    lead.press(moving, button_words(moving.forms()[-1].buttons[3]))
    town.mails()
    page = lead.get(page.address)
    lead.fill(lead.follow(page, "Absagen"), {"das Haus": True}, "Ja, absagen")
    town.mails()


def see_to_what_did_not_arrive(town, lead):
    """A mail comes back: it is printed as a letter instead."""
    who = town.visitor("a mailbox that does not exist")
    page = who.get("/veranstaltungen/familienwerkstatt/")
    filled = {"Wie heißen Sie?": "Frau Nirgendwo", "Wie erreichen wir Sie?": f"wer@{NOWHERE}"}
    who.fill(who.follow(page, "Anmelden"), filled, "Anmelden")
    town.mails()
    town.way, town.step = "staff: a mail that did not arrive", 0
    page = lead.follow(lead.get("/admin/"), "Eine E-Mail kam nicht an")
    page = lead.get(next(page.links_with("nicht-zugestellt")))
    lead.press(page, "Stattdessen als Brief drucken")


def _first_time(answer):
    """The address of the first free time on a page of staff."""
    return next(answer.links_with(r"\d\d:\d\d"))


def _labels(answer):
    """What the ticks of a list are called."""
    return [each["aria-label"] for each in answer.tree.all("input", type="checkbox", aria_label=True)]


def let_days_pass(town):
    """What the house writes by itself on the days that follow: reminders, what has lapsed."""
    for _day in range(8):
        town.clock.shift(DAY)
        town.mails()


def go_all_ways(town):
    """Everything above, one after the other, when the mails of the demo itself are out."""
    town.clock.shift(MINUTE)
    town.mails()
    register(town)
    wait_for_a_place(town)
    book_an_appointment(town)
    book_by_phone(town)
    get_an_earlier_time(town)
    wait_for_a_time(town)
    ask(town)
    subscribe(town)
    work_as_staff(town)
