"""The wording of the pages as template filters, and the number that is a link.

``{% load touchline %}``, then ``{{ rows|count }}``, ``{{ share|percent }}``, ``{{ seconds|duration }}``
and ``{% n people href "reached Know" %}`` (``as name`` keeps it for a translated sentence).
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from touchline.web import wording
from touchline.web.links import number_link

register = template.Library()

register.filter("count", wording.count)
register.filter("percent", wording.percent)
register.filter("duration", wording.duration)
register.filter("window", wording.window)
register.filter("day", wording.day)


@register.simple_tag
def n(people: int, href: str, what: str = "", bad: bool = False) -> SafeString:
    """A count of people as a link to the list of them. ``what`` says which people."""
    return number_link(people, href, label=what, bad=bad)
