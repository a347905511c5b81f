"""The agreement as a Word document, filled into our own template in a sandbox."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import escape

from matchmaker.services.agreements.contents import Agreement
from matchmaker.web.documents.plain import values


def write(agreement: Agreement, folder: Path) -> bytes:
    """Fill the template of the folder."""
    template = DocxTemplate(folder / "agreement.docx")
    sandbox = SandboxedEnvironment(undefined=StrictUndefined, finalize=_literal)
    template.render({"it": values(agreement)}, sandbox)
    file = BytesIO()
    template.save(file)
    return file.getvalue()


def _literal(value: Any) -> str:  # noqa: ANN401 - whatever stands between the braces of the template.
    """Write a value as XML text; braces too, of which docxtpl would read some once more."""
    return str(escape(str(value))).replace("{", "&#123;").replace("}", "&#125;")
