"""What stands in the place of a panel that failed or is late: `{% load panels %}`."""

from __future__ import annotations

from django import template
from django.template.context import RequestContext
from django.utils.safestring import SafeString

from dashboard.exsited import Panel
from dashboard.problems import problem_of
from dashboard.templatetags.look import failure, late

register = template.Library()


@register.simple_tag(takes_context=True)
def stand_in(context: RequestContext, panel: Panel | str, title: str, panel_id: str) -> SafeString:
    """
    The failure card or the still-loading card of `panel`, wearing the panel's own id so that htmx can replace it. One
    that was not read, since a part was asked for that the page lacks, is an empty text to the template: it loads, too.

    Its links lead to this page, waiting as long as the page may: so they help without JavaScript too.
    """
    request = context.request
    address = request.GET.copy()
    address["wait"] = "1"
    url = f"{request.path}?{address.urlencode()}"
    if not isinstance(panel, Panel) or panel.error is None:
        return late(panel_id, title, url)
    return failure(problem_of(panel.error, request, retry_url=url), title, id=panel_id)
