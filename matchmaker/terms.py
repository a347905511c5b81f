"""The field's own words that every room shares, as enumerations (DESIGN: words)."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property


class Level(StrEnum):
    """Education level of a programme, or the least level that a demand accepts; ordered low to high."""

    SECONDARY = "secondary"  # 中职、技工学校
    COLLEGE = "college"  # 高职专科、高级技工、预备技师
    BACHELOR = "bachelor"  # 职业本科

    @cached_property
    def rank(self) -> int:
        """Return 1 for the lowest level and 3 for the highest."""
        return list(Level).index(self) + 1


class Kind(StrEnum):
    """Partnership kinds (合作模式)."""

    ORDER_CLASS = "order_class"
    JOINT_ORDER_CLASS = "joint_order_class"
    NAMED_CLASS = "named_class"
    SCHOOL_IN_FACTORY = "school_in_factory"
    FACTORY_IN_SCHOOL = "factory_in_school"
    INDUSTRY_COLLEGE = "industry_college"
    TRAINING_BASE = "training_base"
    APPRENTICESHIP = "apprenticeship"
    FIELD_ENGINEER = "field_engineer"
    TEACHER_PRACTICE = "teacher_practice"


class Side(StrEnum):
    """What the public search looks through."""

    PROGRAMMES = "programmes"
    DEMANDS = "demands"
    ORGANIZATIONS = "organizations"


class Promise(StrEnum):
    """How far an enterprise promises to employ who finishes the class."""

    NONE = "none"
    PARTIAL = "partial"
    FULL = "full"


class OrganizationKind(StrEnum):
    """The three sides of the platform."""

    SCHOOL = "school"
    ENTERPRISE = "enterprise"
    AUTHORITY = "authority"


class Department(StrEnum):
    """The departments that review, as the documents name them."""

    EDUCATION = "education"  # 教育局、教委
    HUMAN_RESOURCES = "human_resources"  # 人社局
    INDUSTRY = "industry"  # 工信局、经信委
    DEVELOPMENT = "development"  # 发改委
    PARK = "park"  # 园区管委会


class Stage(StrEnum):
    """When the outcome of a class is asked for."""

    GRADUATION = "graduation"
    SIX_MONTHS = "six_months"
    TWELVE_MONTHS = "twelve_months"


class Criterion(StrEnum):
    """What an evaluation rates; who rates what stands in services.outcomes.criteria."""

    PROMISES = "promises"
    MENTORING = "mentoring"
    WELFARE = "welfare"
    SKILLS = "skills"
    ATTITUDE = "attitude"
    CURRICULUM = "curriculum"
    COMMUNICATION = "communication"
    COMPLIANCE = "compliance"
    EFFECT = "effect"
    REGION = "region"


class UnmetReason(StrEnum):
    """Why a posting is closed or a proposal declined."""

    NO_PROGRAMME = "no_programme"
    TOO_FAR = "too_far"
    LEVEL = "level"
    TIMING = "timing"
    TERMS = "terms"
    OTHER = "other"
    MET = "met"  # Nothing is lacking; only a closed posting can say so.


class UnmetOccasion(StrEnum):
    """What was given up with that reason."""

    POSTING_CLOSED = "posting_closed"
    PROPOSAL_DECLINED = "proposal_declined"


class Topic(StrEnum):
    """What notifications are about; how often each is mailed is a person's own choice."""

    PROPOSAL = "proposal"
    POSTING = "posting"
    PARTNERSHIP = "partnership"
    ORGANIZATION = "organization"
    REMINDER = "reminder"
    SEARCH = "search"


class SavedPage(StrEnum):
    """Where filters can be saved: the search, a posting's matches, the pairs of a region."""

    SEARCH = "search"
    PROGRAMMES = "programmes"
    DEMANDS = "demands"
    REGION = "region"


class Frequency(StrEnum):
    """How often notifications are mailed; in the application they are told at once."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    OFF = "off"
