"""What somebody who is about to send a report should know first: whom to call, where else it goes, who did before."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import FieldError, Invalid
from svc_feedback.domain.categories import Category
from svc_feedback.domain.place import PROVINCE, Place
from svc_feedback.domain.texts import EmergencyNumber, OtherChannel, other_channel_of
from svc_feedback.use_cases.find_near_reports import FindNearReports, NearReport
from svc_feedback.use_cases.rules import Rules


@dataclass(frozen=True)
class ReportCheck:
    emergencies: Sequence[EmergencyNumber]
    other_channel: OtherChannel | None
    outside_province: bool
    near: Sequence[NearReport]


@dataclass(frozen=True)
class CheckReport:
    find_near: FindNearReports
    rules: Rules

    async def __call__(
        self, citizen_id: str, title: str, description: str, category_code: str, place: Place
    ) -> ReportCheck:
        """Raises ``Invalid``."""
        category = find_category(self.rules, category_code)
        texts = (title, description)
        return ReportCheck(
            emergencies=self.rules.whom_to_call(texts, category.handling_class),
            other_channel=other_channel_of(texts, self.rules.text_checks.other_channels),
            outside_province=place.point is not None and place.point not in PROVINCE,
            near=await self.find_near(citizen_id, category, place),
        )


def find_category(rules: Rules, code: str) -> Category:
    """Raises ``Invalid``."""
    category = rules.catalogue.categories.get(code)
    if category is None or not category.open_to_reports:
        raise Invalid([FieldError("category", "Không có chuyên mục này.")])
    return category
