"""Set a new PIN if a patron has forgotten it: by a mailed link."""

from django.shortcuts import render

from kasch_site.common.forms.guard import public_form
from kasch_site.visitors.web import own_page as own_pages
from kasch_site.visitors.web.counted import counted, guess_status
from library.circulation.patrons import patrons
from library.models import Patron
from library.notifications.messages import NEW_PIN
from library.web.forms import NewPinForm


@public_form
@counted(shows_refusal=True)
def ask_for_new_pin(request):
    """Request a link to a new PIN; the response is the same for every card and name."""
    form = NewPinForm(request.POST or None)
    status = guess_status(request, form) if form.is_bound else 200
    if status:
        return render(request, "library/ask_for_new_pin.html", {"form": form}, status=status)
    patrons.ask_for_new_pin(form.cleaned_data["number"], form.cleaned_data["letters"])
    return render(request, "library/new_pin_sent.html")


@own_pages.own_page(
    lambda token: NEW_PIN.find(Patron.objects.members(), token), "library:account", "library/unknown_link.html"
)
def new_pin(request, patron, token):
    """Ask for confirmation, because mail programs follow links; on POST set a new PIN and show it once."""
    pin = patrons.reset_pin(patron) if request.method == "POST" else ""
    return render(request, "library/new_pin.html", {"pin": pin})
