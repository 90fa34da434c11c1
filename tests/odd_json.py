"""Answers as nobody documents them: a real one with some of it replaced, taken away, doubled, wrapped or renamed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

QUICK, THOROUGH = "quick", "thorough"
THOROUGHLY = 50
"""So many times the examples, with `--hypothesis-profile=thorough`."""

RAW = "\U000f0000raw:"
AGAIN = "\U000f0000again"
"""Marks of what `json` would not write: a number as no number is, and a key that is there twice."""

TEXTS = (
    *("", " ", "NULL", "null", "undefined", "\0", "a\0b", "\ud800", "x\udfff", "\ufeff", "\u202eabc", "\x1b[31mred"),
    *("x" * 5_000, "9" * 5_000, "ÄßİŉǅΣ", "e\u0301" * 50, "\u200b", "\U0001f4a9", "=1+1", "@x", "-1", "a\tb\r\nc"),
    *("<script>hit()</script>", "'\"><b>", "&amp;", "..", "../../x", "a/b", "a?b#c", "%2e%2e", "{{ x }}", "{% x %}"),
    *("1,234.50", "1e999", "-0", "0.1e-99", "1_000", "١٢٣", "+5", "0x10", "Infinity", "NaN", "--1", "1.2.3", "9" * 61),
    *("2025-02-30", "2025-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-07-04 14:00", "%s%n"),
    *("1753000000", "2026-07-04T25:61:00Z", "2026-07-04T14:00:00+99:99", "12:00", "25:00", "24/7", "0 8 * * *"),
    *("every 0 minutes", "true", "False", "BOOLEAN_FLAG", "PAID", "paid", "AUD", "aud", "ZZZ", "¤"),
    *("eyJhbGciOiJub25lIn0.e30.", "eyJh.eyJleHAiOjFlOTk5fQ.x", "Bearer abcdefghijkl", "javascript:hit()", "//x"),
    *("https://user:pw@x/", "mailto:a", "data:text/html,x", "http://[", "https://x:99999999/"),
)
NUMBERS = (
    *("NaN", "Infinity", "-Infinity", "1e999", "-0", "0.0", "1E-400", "9" * 400, "-1", "1e5", "0.1"),
    *("12345678901234567890", "1e-7", "-1e60"),
)
KEYS = (
    *("", "\0", "id", "uuid", "name", "value", "errors", "error", "code", "object", "client_secret", "__proto__"),
    *("a.b", "x" * 300),
)

texts = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12))
scalars = st.one_of(
    st.none(), st.booleans(), texts, st.integers(), st.sampled_from(NUMBERS).map(lambda number: RAW + number)
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.sampled_from(KEYS), texts), inner, max_size=3)
    ),
    max_leaves=6,
)


def examples(few: int) -> settings:
    """How many are tried, all of them with the same fixtures: few in the run that everybody waits for."""
    many = few * (THOROUGHLY if settings.get_current_profile_name() == THOROUGH else 1)
    return settings(max_examples=many, suppress_health_check=list(HealthCheck))


def written(value: object) -> bytes:
    text = json.dumps(value)
    marker, again = json.dumps(RAW)[:-1], json.dumps(AGAIN)[1:]
    for number in NUMBERS:
        text = text.replace(f'{marker}{number}"', number)
    return text.replace(again, '"').encode()


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in it, of itself first."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


def within(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def delete(parent: Any, step: Any, _new: object) -> None:
    del parent[step]


def replace(parent: Any, step: Any, new: object) -> None:
    parent[step] = new


def wrap(parent: Any, step: Any, _new: object) -> None:
    parent[step] = [parent[step]]


def wrap_in_object(parent: Any, step: Any, _new: object) -> None:
    parent[step] = {"value": parent[step]}


def unwrap(parent: Any, step: Any, new: object) -> None:
    inner = parent[step]
    parts = list(inner.values()) if isinstance(inner, dict) else inner if isinstance(inner, list) else []
    parent[step] = parts[0] if parts else new


def as_text(parent: Any, step: Any, _new: object) -> None:
    parent[step] = json.dumps(parent[step])


def double(parent: Any, step: Any, new: object) -> None:
    if isinstance(parent, list):
        parent.append(copy.deepcopy(parent[step]))
    else:
        parent[f"{step}{AGAIN}"] = new


def rename(parent: Any, step: Any, _new: object) -> None:
    if isinstance(parent, dict):
        parent[step.swapcase()] = parent.pop(step)


def add(parent: Any, _step: Any, new: object) -> None:
    if isinstance(parent, dict):
        parent["odd_key"] = new
    else:
        parent.append(new)


CHANGES: tuple[Callable[[Any, Any, object], None], ...] = (
    *(replace, replace, replace, delete, wrap, wrap_in_object, unwrap, as_text, double, rename, add),
)


@st.composite
def changed(draw: st.DrawFn, real: object) -> object:
    """`real` with one to four things changed somewhere in it."""
    holder: Any = {"": copy.deepcopy(real)}
    for _ in range(draw(st.integers(1, 4))):
        *path, step = draw(st.sampled_from([place for place in places(holder) if place][::-1]))
        draw(st.sampled_from(CHANGES))(within(holder, tuple(path)), step, draw(values))
        if "" not in holder:
            return draw(values)
    return holder[""]
