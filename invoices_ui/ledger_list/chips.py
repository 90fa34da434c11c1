"""The filters of a list in words, each with the address of the list without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.formats import day_text
from invoices_ui.ledger_list.ages import label_of
from invoices_ui.ledger_list.asked import Asked
from invoices_ui.ledger_list.form import DOUBTS, FLAGS, FilterForm

NOTHING = "none given"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chip:
    """`value` is empty where the label says it all."""

    label: str
    value: str
    url: str

    @property
    def told(self) -> str:
        return f"{self.label}: {self.value}" if self.value else self.label


def chips_of(asked: Asked) -> list[Chip]:
    """Wrong ones stand as they came."""
    return [chip for name in FilterForm.base_fields if name in asked.request.GET for chip in chips_for(name, asked)]


def chips_for(name: str, asked: Asked) -> Iterator[Chip]:
    field = asked.form[name]
    if name == "state":
        choices = dict(asked.form.fields["state"].choices)  # type: ignore[attr-defined]
        for word in asked.request.GET.getlist(name):
            label = str(choices.get(word, word)).partition(":")[0]
            yield Chip(label="State", value=label, url=asked.url_without(name, word))
        return
    raw = asked.request.GET[name].strip()
    url = asked.url_without(name)
    if name in FLAGS:
        yield Chip(label=str(field.label), value="", url=url)
    elif raw or name in {"currency", *asked.without}:
        yield Chip(label=str(field.label), value=words_of(name, raw, asked) or NOTHING, url=url)


def words_of(name: str, raw: str, asked: Asked) -> str:
    if name in asked.form.errors:
        return raw
    if name == "age":
        return label_of(raw)
    if name == "doubt":
        return dict(DOUBTS).get(raw, raw)
    return day_text(asked.form.cleaned_data[name]) if "_date_" in name else raw
