"""The form at the end of a partnership: what one side says of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

from matchmaker.models import Evaluation
from matchmaker.services.outcomes.criteria import CRITERIA, HIGHEST, LOWEST
from matchmaker.services.outcomes.evaluations import Opinion
from matchmaker.terms import Criterion, OrganizationKind
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.fields import prose
from matchmaker.web.labels import label

GRADES: Mapping[int, object] = {5: _("很好"), 4: _("较好"), 3: _("一般"), 2: _("较差"), 1: _("很差")}


class EvaluationForm(BaseForm):
    """What one side says of the partnership; a rating a criterion is added for each side."""

    would_repeat = RadioField(
        _("是否愿意再次合作"),
        [InputRequired()],
        choices=lambda: [SelectChoice("yes", str(_("愿意"))), SelectChoice("no", str(_("不愿意")))],
    )
    went_well = prose(_("做得好的地方"), 2000)
    to_improve = prose(_("需要改进的地方"), 2000)

    criteria: tuple[Criterion, ...] = ()

    def ratings(self) -> list[Any]:
        """Return the fields of the criteria."""
        return [self[criterion.value] for criterion in self.criteria]

    def fill(self, evaluation: Evaluation) -> None:
        """Show what was said before."""
        self.would_repeat.data = "yes" if evaluation.would_repeat else "no"
        self.went_well.data, self.to_improve.data = evaluation.went_well, evaluation.to_improve
        for field in self.ratings():
            field.data = str(evaluation.ratings.get(field.name, ""))

    def opinion(self) -> Opinion:
        """Return what was filled in."""
        return Opinion(
            ratings={criterion: int(self[criterion.value].data) for criterion in self.criteria},
            would_repeat=self.would_repeat.data == "yes",
            went_well=self.went_well.data or "",
            to_improve=self.to_improve.data or "",
        )


def evaluation_form(kind: OrganizationKind) -> EvaluationForm:
    """Build the form of one side."""
    scale = [SelectChoice(str(one), str(GRADES[one])) for one in range(HIGHEST, LOWEST - 1, -1)]
    fields: dict[str, object] = {"criteria": CRITERIA[kind]}
    for criterion in CRITERIA[kind]:
        fields[criterion.value] = RadioField(label(criterion), [InputRequired()], choices=scale)
    form: EvaluationForm = type("SideEvaluationForm", (EvaluationForm,), fields)()
    return form
