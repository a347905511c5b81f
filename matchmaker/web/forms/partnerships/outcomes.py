"""Forms at the end of a partnership: the evaluation, and the head-counts of its outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired, Optional

from matchmaker.models import Evaluation, OutcomeReport
from matchmaker.services.outcomes.criteria import CRITERIA, HIGHEST, LOWEST
from matchmaker.services.outcomes.evaluations import Opinion
from matchmaker.services.outcomes.figures import COUNTS
from matchmaker.terms import Criterion, OrganizationKind, Stage
from matchmaker.web.forms.base import BaseForm
from matchmaker.web.forms.fields import prose
from matchmaker.web.forms.proposals import HiddenNumberField
from matchmaker.web.forms.reports import count
from matchmaker.web.labels import label

GRADES: Mapping[int, object] = {5: _("很好"), 4: _("较好"), 3: _("一般"), 2: _("较差"), 1: _("很差")}
COUNT_WORDS: Mapping[str, object] = {
    "graduates": _("毕业人数"),
    "employed": _("就业人数"),
    "matched": _("对口就业人数"),
    "local": _("本地就业人数"),
    "hired": _("本企业录用人数"),
    "kept": _("仍在岗人数"),
}


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


class OutcomeForm(BaseForm):
    """The head-counts of a stage, added for each stage."""

    version = HiddenNumberField(validators=[Optional()])

    names: tuple[str, ...] = ()

    def counting(self) -> list[Any]:
        """Return the fields of the counts."""
        return [self[name] for name in self.names]

    def fill(self, report: OutcomeReport) -> None:
        """Show a report."""
        self.version.data = report.version
        for field in self.counting():
            field.data = getattr(report, field.name)

    def counts(self) -> dict[str, int]:
        """Return what was filled in."""
        return {name: self[name].data for name in self.names}


def outcome_form(stage: Stage) -> OutcomeForm:
    """Build the form of one stage."""
    fields: dict[str, object] = {"names": COUNTS[stage]}
    fields |= {name: count(COUNT_WORDS[name]) for name in COUNTS[stage]}
    form: OutcomeForm = type("StageOutcomeForm", (OutcomeForm,), fields)()
    return form
