"""Form fields for what postings hold: words, unknown numbers and answers."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    DateField,
    DecimalField,
    Field,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
    widgets,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from matchmaker.services.postings import limits
from matchmaker.terms import UnmetReason
from matchmaker.web.forms.base import plain
from matchmaker.web.forms.numbers import HIGHEST
from matchmaker.web.labels import choices
from matchmaker.web.labels import label as word
from matchmaker.web.templating import listed


def unmet_reason(*left_out: UnmetReason) -> SelectField:
    """Make a field for why something is given up: one of the closed list."""
    told = [reason for reason in UnmetReason if reason not in left_out]
    return SelectField(
        _("原因类别"),
        [InputRequired()],
        choices=lambda: [
            SelectChoice("", gettext("请选择")),
            *(SelectChoice(one.value, word(one)) for one in told),
        ],
    )


def short(label: object, limit: int, **kwargs: Any) -> StringField:  # noqa: ANN401 - what WTForms takes.
    """Make a field for one line of text."""
    return StringField(label, [Length(max=limit)], **kwargs)


def prose(label: object, limit: int = limits.PROSE) -> TextAreaField:
    """Make a field for several lines."""
    return TextAreaField(label, [Length(max=limit)])


def whole(label: object, low: int, high: int) -> IntegerField:
    """Make a field for a whole number; empty stays unknown."""
    return IntegerField(label, [Optional(), NumberRange(low, high)], render_kw={"inputmode": "numeric"})


def day(label: object) -> DateField:
    """Make a field for a day; empty stays unknown."""
    return DateField(label, [Optional()])


class NumberField(DecimalField):  # type: ignore[misc]
    """A number that the table keeps as a float; empty stays unknown."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a finite number."""
        super().process_formdata(valuelist)
        if self.data is not None:
            self.data = float(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:.6f}".rstrip("0").rstrip(".")


def number(label: object, low: float, high: float, step: str = "any") -> NumberField:
    """Make a field for a number that need not be whole."""
    return NumberField(label, [Optional(), NumberRange(low, high)], render_kw={"step": step})


class WordsField(TextAreaField):  # type: ignore[misc]
    """Several short entries, separated by 、, a comma, a semicolon or a line break."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Split what was typed and drop what stands there twice."""
        words = (plain(word) for word in limits.SEPARATORS.split(valuelist[0] if valuelist else ""))
        self.data = list(dict.fromkeys(word for word in words if word))

    def pre_validate(self, _form: object) -> None:
        """Refuse more or longer entries than a reader could use."""
        if len(self.data or []) > limits.ENTRIES:
            raise ValidationError(gettext("最多 %(limit)s 项。", limit=limits.ENTRIES))
        if any(len(word) > limits.ENTRY for word in self.data or []):
            raise ValidationError(gettext("每项最多 %(limit)s 个字，请分开填写。", limit=limits.ENTRY))

    def _value(self) -> str:
        return "\n".join(self.data or [])


class AnswerField(SelectField):  # type: ignore[misc]
    """Yes, no, or not said."""

    def __init__(self, label: object = None, **kwargs: Any) -> None:  # noqa: ANN401 - what WTForms takes.
        answers = [
            SelectChoice("", _("待补充")),
            SelectChoice("yes", _("是")),
            SelectChoice("no", _("否")),
        ]
        super().__init__(label, choices=answers, coerce=_read_answer, **kwargs)

    def process_data(self, value: bool | None) -> None:
        """Keep what the record says."""
        self.data = value


def _read_answer(value: object) -> bool | None:
    return {"yes": True, "no": False}.get(str(value))


class MemberField(SelectField):  # type: ignore[misc]
    """A member of an enumeration, or not said; where it has to be said, nothing is chosen beforehand."""

    def __init__(self, label: object = None, *rest: Any, members: type[StrEnum], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(
            label,
            *rest,
            choices=lambda: [("", self._blank()), *choices(members)],
            coerce=lambda value: members(value) if value else None,
            **kwargs,
        )

    def _blank(self) -> str:
        return str(gettext("请选择") if self.flags.required else gettext("待补充"))


class MembersField(SelectMultipleField):  # type: ignore[misc]
    """Any members of an enumeration, as a list of check boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, label: object = None, *, members: type[StrEnum], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(label, choices=lambda: choices(members), **kwargs)


class HiddenNumberField(IntegerField):  # type: ignore[misc]
    """A whole number that travels with the form unseen, such as the number of a record or of a version."""

    widget = widgets.HiddenInput()
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number, unless no column could hold it."""
        super().process_formdata(valuelist)
        if self.data is not None and not 0 <= self.data <= HIGHEST:
            self.data = None
            raise ValueError(gettext("应为 %(low)s 到 %(high)s 之间的整数。", low=0, high=HIGHEST))


def shown(field: Field) -> str:
    """Return what a field holds in the words of its form."""
    if hasattr(field, "iter_choices"):
        return listed([str(choice.label) for choice in field.iter_choices() if choice.selected])
    return str(field._value()) or gettext("待补充")  # noqa: SLF001 - the widget's own reading of the value.
