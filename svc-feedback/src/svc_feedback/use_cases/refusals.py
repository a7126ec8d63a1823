"""What the domain refuses, in words for who asked."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum

from shared.clock import rfc3339
from shared.errors import Conflict, FieldError, Forbidden, Invalid, OutdatedVersion, ServiceError, Unavailable
from shared.reference.working_calendar import OutsideCalendar
from svc_feedback.catalogue.wording import in_words
from svc_feedback.domain.clocks import ExtensionRefusal, ExtensionRefused
from svc_feedback.domain.merging import MergeRefusal, MergeRefused
from svc_feedback.domain.parties import Party
from svc_feedback.domain.publication import PublicationRefusal, PublicationRefused
from svc_feedback.domain.question import MAX_STEPS, Question, QuestionFull, SameAuthor
from svc_feedback.domain.report import MAX_FILES, MAX_TIMELINE, Report, SamePerson, TimelineFull, TooManyFiles
from svc_feedback.domain.report_states import Action
from svc_feedback.domain.state_table import IllegalStep, NotTheirs
from svc_feedback.domain.support import SupportRefusal, SupportRefused
from svc_feedback.use_cases.rules import Rules


def _second_person() -> ServiceError:
    detail = "Kết quả phải được người khác duyệt, không phải người soạn."
    return Forbidden(detail, code="second-person", title="Cần người duyệt khác")


_ERRORS: Mapping[type[Exception], Callable[[], ServiceError]] = {
    TimelineFull: lambda: Conflict(
        "timeline-full", "Phản ánh có quá nhiều lượt xử lý", f"Phản ánh đã có {MAX_TIMELINE} lượt xử lý."
    ),
    QuestionFull: lambda: Conflict(
        "timeline-full", "Câu hỏi có quá nhiều lượt xử lý", f"Câu hỏi đã có {MAX_STEPS} lượt xử lý."
    ),
    TooManyFiles: lambda: Conflict(
        "too-many-files", "Phản ánh có quá nhiều tệp", f"Một phản ánh có tối đa {MAX_FILES} tệp."
    ),
    SamePerson: _second_person,
    SameAuthor: _second_person,
    OutsideCalendar: lambda: Unavailable(retry_after=3600),
}

_EXTENSIONS: Mapping[ExtensionRefusal, str] = {
    ExtensionRefusal.ALREADY_LATE: "Phản ánh đã quá hạn, không gia hạn được nữa.",
    ExtensionRefusal.NOT_LATER: "Hạn mới phải muộn hơn hạn hiện tại.",
    ExtensionRefusal.TOO_FAR: "Chỉ được gia hạn đến {latest}.",
}
_MERGES: Mapping[MergeRefusal, str] = {
    MergeRefusal.ITSELF: "Không thể gộp phản ánh vào chính nó.",
    MergeRefusal.ENDED: "Phản ánh chính đã kết thúc, không gộp thêm được.",
    MergeRefusal.ANOTHER_FIELD: "Hai phản ánh phải cùng lĩnh vực.",
}
_PUBLICATIONS: Mapping[PublicationRefusal, str] = {
    PublicationRefusal.NO_CONSENT: "Người gửi không đồng ý công khai.",
    PublicationRefusal.NOT_IN_THIS_STATE: "Không công khai được ở trạng thái này.",
    PublicationRefusal.ABOUT_STAFF: "Phản ánh về cán bộ không được công khai.",
    PublicationRefusal.GUARDED: "Lĩnh vực khẩn cấp, an ninh không công khai cùng lúc với duyệt kết quả.",
    PublicationRefusal.PICTURES_NOT_CHECKED: (
        "Hãy xác nhận đã kiểm tra ảnh: không nhận ra được khuôn mặt và biển số xe."
    ),
    PublicationRefusal.FOREIGN_FILE: "Có tệp không thuộc nội dung này.",
}
_SUPPORTS: Mapping[SupportRefusal, str] = {
    SupportRefusal.OWN_REPORT: "Đây là phản ánh của chính Ông/Bà.",
    SupportRefusal.NOT_OPEN: "Phản ánh này đã kết thúc hoặc đang chờ bổ sung thông tin. Mời Ông/Bà gửi phản ánh mới.",
    SupportRefusal.PRIVATE: "Loại phản ánh này không cùng phản ánh được. Mời Ông/Bà gửi phản ánh riêng.",
}


@contextmanager
def explained() -> Iterator[None]:
    """Raises a refusal of the domain as an error of ``shared.errors``."""
    try:
        yield
    except ExtensionRefused as refused:
        message = _EXTENSIONS[refused.reason].format(latest=in_words(refused.latest))
        raise Invalid([FieldError("resolved_by", message)], code="extension-refused") from None
    except MergeRefused as refused:
        raise Invalid([FieldError("main_code", _MERGES[refused.reason])], code="merge-refused") from None
    except PublicationRefused as refused:
        detail = _PUBLICATIONS[refused.reason]
        raise Conflict("not-publishable", "Chưa công khai được", detail, reason=_name(refused.reason)) from None
    except SupportRefused as refused:
        detail = _SUPPORTS[refused.reason]
        raise Conflict("not-joinable", "Không cùng phản ánh được", detail, reason=_name(refused.reason)) from None
    except tuple(_ERRORS) as refused:
        raise _ERRORS[type(refused)]() from None


def error_of(refusal: Exception) -> ServiceError:
    return _ERRORS[type(refusal)]()


def _name(reason: Enum) -> str:
    return reason.name.lower()


def illegal_step(subject: str, labels: Mapping[str, str], state_label: str, refusal: IllegalStep) -> ServiceError:
    """A conflict when nobody may do that now, forbidden when others may; either way with what the caller may do."""
    offers = [{"action": action.value, "label": labels[action.value]} for action in refusal.allowed]
    may = "; ".join(offer["label"] for offer in offers)
    detail = f"{subject} đang ở trạng thái “{state_label}”. "
    detail += f"Có thể: {may}." if may else "Hiện không có thao tác nào."
    if isinstance(refusal, NotTheirs):
        title = "Không có quyền thực hiện thao tác này"
        return Forbidden(detail, code="not-your-step", title=title, state=refusal.state.value, allowed=offers)
    title = "Thao tác không phù hợp với trạng thái"
    return Conflict("illegal-step", title, detail, state=refusal.state.value, allowed=offers)


def illegal_report_step(rules: Rules, refusal: IllegalStep, action: Action) -> ServiceError:
    wording = rules.wording
    labels = {each.value: label for each, label in wording.report_actions.items()}
    label = next(text.label for state, text in wording.report_states.items() if state is refusal.state)
    subject = "Phản ánh"
    if action is Action.WITHDRAW:
        subject = "Phản ánh đã được chuyển cho đơn vị xử lý nên không rút được; phản ánh"
    return illegal_step(subject, labels, label, refusal)


def illegal_question_step(rules: Rules, refusal: IllegalStep) -> ServiceError:
    wording = rules.wording
    labels = {each.value: label for each, label in wording.question_actions.items()}
    label = next(text.label for state, text in wording.question_states.items() if state is refusal.state)
    return illegal_step("Câu hỏi", labels, label, refusal)


class ChangedMeanwhile(OutdatedVersion):
    """Others have changed it since ``by`` saw it: ``changes`` is the difference."""

    def __init__(self, changes: list[dict[str, object]], current_version: int) -> None:
        super().__init__(current_version=current_version, changes=changes)


def report_moved_on(rules: Rules, report: Report, seen: int, by: Party) -> ChangedMeanwhile:
    wording = rules.wording
    return ChangedMeanwhile(
        [
            {
                "version": entry.version,
                "at": rfc3339(entry.at),
                "action": entry.action.value,
                "label": wording.report_actions[entry.action],
                "state": entry.state.value,
                "state_label": wording.report_states[entry.state].label,
                "by": entry.by.kind,
                **({"by_id": entry.by.id, "text": entry.text} if by.kind == "staff" else {}),
            }
            for entry in report.timeline
            if entry.version > seen
        ],
        report.version,
    )


def question_moved_on(rules: Rules, question: Question, seen: int, by: Party) -> ChangedMeanwhile:
    wording = rules.wording
    return ChangedMeanwhile(
        [
            {
                "version": entry.version,
                "at": rfc3339(entry.at),
                "action": entry.action.value,
                "label": wording.question_actions[entry.action],
                "state": entry.state.value,
                "state_label": wording.question_states[entry.state].label,
                "by": entry.by.kind,
                **({"by_id": entry.by.id, "text": entry.text} if by.kind == "staff" else {}),
            }
            for entry in question.timeline
            if entry.version > seen
        ],
        question.version,
    )


def file_in_use(field: str) -> ServiceError:
    return Invalid([FieldError(field, "Có tệp đã được dùng ở nơi khác. Vui lòng tải tệp lên lại.")])


REPORT_NOT_FOUND = "Không tìm thấy phản ánh này."
QUESTION_NOT_FOUND = "Không tìm thấy câu hỏi này."
