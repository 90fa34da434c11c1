"""What a person looked up last: the few newest, without anything that looks like a secret."""

from __future__ import annotations

import logging
from collections.abc import Collection
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from invoices_ui.models import LONGEST_TEXT, LONGEST_URL, Lookup
from invoices_ui.search.found import Found
from invoices_ui.search.lookup import Kind, Reading, holds_a_secret

log = logging.getLogger("dashboard.lookup")

KEPT = 10
OFFERED_WHILE_TYPING = 5


def remember(person: User, reading: Reading, found: Found) -> None:
    """Nothing of a lookup that found nothing. A store that is down costs the memory, not the lookup."""
    if not found or reading.secret or holds_a_secret(reading.asked):
        return
    hit = found.only
    url = hit.url if hit else f"{reverse('search')}?{urlencode({'q': reading.asked})}"
    if len(url) > LONGEST_URL:
        return
    told = {
        "text": shortened(reading.asked),
        "kind": hit.kind if hit else "",
        "label": shortened(hit.label if hit else f"{len(found.all)} found"),
        "looked_up_at": timezone.now(),
    }
    try:
        with transaction.atomic():
            Lookup.objects.update_or_create(person=person, url=url, defaults=told)
            newest = Lookup.objects.filter(person=person).values_list("pk", flat=True)[:KEPT]
            Lookup.objects.filter(person=person).exclude(pk__in=list(newest)).delete()
    except DatabaseError:
        log.warning("lookup_not_remembered")


def recent(person: User, *, kinds: Collection[Kind], text: str = "") -> QuerySet[Lookup]:
    """Those of kinds that this person may still see; with a `text`, those that have it in them."""
    lookups = Lookup.objects.filter(person=person, kind__in=["", *kinds])
    return lookups.filter(Q(text__icontains=text) | Q(label__icontains=text)) if text else lookups


def forget(person: User) -> int:
    """All of this person's lookups, and how many there were."""
    return Lookup.objects.filter(person=person).delete()[0]


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
