"""URLs of the library.

The address of a title is printed on slips and linked from elsewhere, and must not change. URLs with a token are sent by
mail; they do not reveal a title.
"""

from django.urls import path

from .web import atom, catalogue, own_requests, reading_list, reserve, swap_shelf
from .web.account import new_pin
from .web.account import pages as account_pages

app_name = "library"
urlpatterns = [
    path("", catalogue.catalogue, name="catalogue"),
    path("neu.atom", atom.new_titles, name="new_titles"),
    path("merkzettel/", reading_list.reading_list, name="reading_list"),
    path("titel/<int:pk>/", catalogue.title, name="title"),
    path("titel/<int:pk>/vormerken/", reserve.reserve, name="reserve"),
    path("titel/<int:pk>/vormerken/ausweis/", reserve.reserve_with_card, name="reserve_with_card"),
    path("meine/", own_requests.look_up, name="look_up"),
    path("meine/<str:token>/", own_requests.my_hold, name="my_hold"),
    path("meine/<str:token>/absagen/", own_requests.cancel_hold, name="cancel_hold"),
    path("tauschregal/", swap_shelf.swap_shelf, name="swap_shelf"),
    path("ich-suche/", swap_shelf.request_purchase, name="ask"),
    path("ich-suche/<str:token>/", own_requests.my_request, name="my_request"),
    path("ich-suche/<str:token>/beenden/", own_requests.cancel_request, name="cancel_request"),
    path("konto/", account_pages.account, name="account"),
    path("konto/verlaengern/", account_pages.renew, name="renew"),
    path("konto/vormerkung/<int:pk>/absagen/", account_pages.cancel_own_hold, name="cancel_own_hold"),
    path("konto/mehr-zeit/", account_pages.more_time, name="more_time"),
    path("konto/fertig/", account_pages.finish, name="finish"),
    path("konto/neue-pin/", new_pin.ask_for_new_pin, name="ask_for_new_pin"),
    path("konto/neue-pin/<str:token>/", new_pin.new_pin, name="new_pin"),
]
