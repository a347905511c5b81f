"""The form above a plan, which lives in the address of the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _
from wtforms import SelectField

from matchmaker.models import Region
from matchmaker.terms import Kind
from matchmaker.web.forms.listings import ListForm, anything
from matchmaker.web.labels import label


class PlanForm(ListForm):
    """Which region's plan, and which kinds of it."""

    region = SelectField(_("地区"))
    kind = SelectField(_("合作模式"), default="")

    def offer(self, regions: Sequence[Region], counts: Mapping[Kind, int]) -> None:
        """Fill the choices: the regions of the authority, and the kinds that the plan has."""
        self.region.default = self.region.data  # One of them is always chosen.
        self.region.choices = [(region.code, region.name) for region in regions]
        kinds = [(kind.value, f"{label(kind)} ({count})") for kind, count in counts.items()]
        self.kind.choices = [*anything(()), *kinds]
