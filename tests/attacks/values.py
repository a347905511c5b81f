"""What people write into the fields that a form shows empty."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from werkzeug.datastructures import MultiDict

from tests.attacks.forms import Form
from tests.factories import PASSWORD

LONG = "an unusually long sentence"
VALUES = {
    "name": "示例单位",
    "person": "示例人员",
    "reason": "因为",
    "why": "other",
    "text": "几名师傅？",
    "title": "示例岗位",
    "email": "new@test.example",
    "old": PASSWORD,
    "password": LONG,
    "again": LONG,
    "evidence": "校办",
    "named": "示例单位",
    "code": "4100000001",
    "region_code": "410100",
    "major_code": "540106",
    "occupation_code": "4-03-01-01",
    "address": "示例路 1 号",
    "organization": "1",
}


def filled(form: Form, **said: str) -> MultiDict[str, Any]:
    """Return what is sent: what stands in the form, and something where nothing does.

    A file bears what is said of it as its name and in a cell.
    """
    data: MultiDict[str, Any] = MultiDict(
        (name, value or VALUES.get(name, "")) for name, value in form.fields
    )
    data.pop("csrf_token", None)
    for name, value in said.items():
        is_file = name in form.files
        data[name] = (BytesIO(f"专业名称\n{value}\n".encode()), f"{value}.csv") if is_file else value
    return data
