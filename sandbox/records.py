"""Looking one record up; what is not there is Exsited's 404."""

from collections.abc import Iterable
from typing import TypeVar

from sandbox.messages import ApiError, Record

T = TypeVar("T")
R = TypeVar("R", bound=Record)


def found(record: T | None, name: str) -> T:
    if record is None:
        raise ApiError(404, f"{name} not found")
    return record


def by_uuid(rows: Iterable[R], uuid: str, name: str) -> R:
    return found(next((row for row in rows if row["uuid"] == uuid), None), name)


def only(record: Record, names: str) -> Record:
    """The fields in the comma-separated `names`, in the record's own order; all of them when none is named."""
    wanted = {name.strip() for name in names.split(",")} - {""}
    return {name: value for name, value in record.items() if name in wanted} if wanted else record
