"""The data that decides: what reports are about, who handles them, how long that may take.

It comes with the package and is read once, but for the categories: administrators change them, and every process knows
it some seconds later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.filters import check_known
from shared.reasons import Reasons, parse_reasons
from shared.reference.answering_agencies import read_answering_agencies
from shared.reference.communes import Communes
from svc_feedback.catalogue.categories import load_catalogue
from svc_feedback.catalogue.data_files import read
from svc_feedback.catalogue.handling import load_answer_period, load_class_labels, load_handling_table
from svc_feedback.catalogue.question_fields import load_question_fields
from svc_feedback.catalogue.text_checks import TextChecks, load_text_checks
from svc_feedback.catalogue.wording import Wording
from svc_feedback.domain.categories import OTHER, Catalogue, Category
from svc_feedback.domain.handling import HandlingClass, HandlingTable, Period
from svc_feedback.domain.merging import may_rate
from svc_feedback.domain.question_states import QuestionAction
from svc_feedback.domain.report import Report
from svc_feedback.domain.report_states import Action
from svc_feedback.domain.texts import EmergencyNumber, emergencies_in


@dataclass
class CurrentCatalogue:
    """``version`` 0 is the shipped one. Until what is stored was ``read`` once, nobody knows whether that holds."""

    catalogue: Catalogue
    version: int = 0
    read: bool = False

    def take(self, catalogue: Catalogue, version: int) -> None:
        self.read = True
        if version > self.version:
            self.catalogue, self.version = catalogue, version


@dataclass(frozen=True)
class Rules:
    categories: CurrentCatalogue
    agencies: Mapping[str, str]
    """The name of each by its id."""
    communes: Communes
    times: HandlingTable
    class_labels: Mapping[HandlingClass, str]
    question_fields: Mapping[str, str]
    """The name of each by its code."""
    answer_period: Period
    text_checks: TextChecks
    reasons: Reasons
    wording: Wording

    @classmethod
    def load(cls) -> "Rules":
        """Raises ``ValueError``, ``KeyError`` or ``TypeError`` where a file is wrong: wrong data stops the start."""
        return cls(
            categories=CurrentCatalogue(load_catalogue()),
            agencies=read_answering_agencies(),
            communes=Communes(),
            times=load_handling_table(),
            class_labels=load_class_labels(),
            question_fields=load_question_fields(),
            answer_period=load_answer_period(),
            text_checks=load_text_checks(),
            reasons=parse_reasons(read("reasons.yaml"), {*Action, *QuestionAction}),
            wording=Wording.load(),
        )

    @property
    def catalogue(self) -> Catalogue:
        return self.categories.catalogue

    def category(self, code: str) -> Category:
        """The category of a report that is kept, whether it is still offered or not."""
        return self.catalogue.categories.get(code) or self.catalogue.categories[OTHER]

    def whom_to_call(
        self, texts: Sequence[str], handling_class: HandlingClass | None = None
    ) -> Sequence[EmergencyNumber]:
        """What ``texts`` tell; all numbers where it is an emergency already by what it is about."""
        numbers = self.text_checks.emergencies
        return numbers if handling_class is HandlingClass.EMERGENCY else emergencies_in(texts, numbers)

    def check_field(self, code: str | None) -> None:
        """Raises ``Invalid`` where no question can be about it."""
        check_known("field", code, self.question_fields, "Không có lĩnh vực này.")

    def check_commune(self, code: str | None) -> None:
        """Raises ``Invalid``."""
        check_known("commune", code, self.communes.all, "Không có xã, phường mang mã này.")

    def rates_main(self, report: Report, main: Report | None, at: datetime) -> bool:
        """Whether who sent ``report`` may rate the result of ``main``, which it was merged into."""
        return main is not None and may_rate(report, main, at, about_staff=self.category(main.category).about_staff)

    def agency_name(self, agency_id: str | None) -> str | None:
        return self.agencies.get(agency_id) if agency_id else None

    def commune_name(self, code: str | None) -> str | None:
        commune = self.communes.all.get(code) if code else None
        return commune.name if commune else None
