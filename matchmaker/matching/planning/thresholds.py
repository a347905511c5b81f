"""The figures that gates, classes and plans stand on: settings with defaults."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.terms import Level, Promise


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a region may set, with the source of each default.

    - similarity: least score in [0, 100] of a pair worth a proposal; ours: by their words alone 94 % of the
      pairs that the Ministry links stand from 50 on, 79 % of the classes that employers name, and 63 % of
      what else is among an employer's first ten.
    - class_minimum, class_maximum: students in a class; ours: the 48 order classes of 临沂 have 46 on
      average (2,204 students, answer of 临沂市人社局, 2024-09-14).
    - months_to_graduation: what a class still needs together; a placement generally lasts six months
      (职业学校学生实习管理规定, text of 2016).
    - least_promise: how far an order class must promise employment; ours, 择优录用 suffices.
    - students_per_mentor: ours, one mentor to ten students.
    - students_per_workstation: ours, two students share a workstation of a shift.
    - students_per_post: how many may learn in a school in a factory (厂中校) for each post there, one where
      all are promised employment; ours, since neither the rules nor the documents name a figure.
    - radius_km: how far apart the partners and the school of a joint class, or a school and a site without
      beds, may stand; ours.
    - partners_minimum: by the meaning of the word; partners_maximum: how many can run one class; ours.
    - cooperation_years, college_breadth: an 产业学院 is multi-year, of several majors or enterprises; ours.
    - is_stable: plan so that no two sides would rather have each other, at some loss of total fit.
    - engineer_level: 现场工程师 are trained at colleges (教职成厅〔2022〕2号).
    """

    similarity: float = 50.0
    class_minimum: int = 20
    class_maximum: int = 50
    months_to_graduation: float = 6.0
    least_promise: Promise = Promise.PARTIAL
    students_per_mentor: int = 10
    students_per_workstation: int = 2
    students_per_post: int = 2
    radius_km: float = 50.0
    partners_minimum: int = 2
    partners_maximum: int = 10
    cooperation_years: float = 3.0
    college_breadth: int = 2
    engineer_level: Level = Level.COLLEGE
    is_stable: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.class_minimum <= self.class_maximum:
            raise ValueError("class_minimum must be at least 1 and at most class_maximum")
        if not 2 <= self.partners_minimum <= self.partners_maximum:
            raise ValueError("partners_minimum must be at least 2 and at most partners_maximum")
