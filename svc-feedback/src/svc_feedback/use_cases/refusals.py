"""What the domain refuses, in words for who asked."""

from collections.abc import Callable, Mapping, Sequence

from shared.clock import rfc3339
from shared.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, OutdatedVersion, ServiceError, Unavailable
from shared.reference.working_calendar import OutsideCalendar
from shared.refusals import Errors, by_reason, illegal_step
from shared.state_table import IllegalStep, SamePerson
from svc_feedback.catalogue.wording import Wording, in_words
from svc_feedback.domain.clocks import ExtensionRefusal, ExtensionRefused
from svc_feedback.domain.evidence import MAX_PICTURES, MAX_VIDEOS, EvidenceRefusal, EvidenceRefused
from svc_feedback.domain.handed_on import until_handed_on
from svc_feedback.domain.merging import MergeRefusal, MergeRefused
from svc_feedback.domain.parties import AlreadyAssigned, Party
from svc_feedback.domain.publication import PublicationRefusal, PublicationRefused
from svc_feedback.domain.question import Question, QuestionEntry
from svc_feedback.domain.question_states import QuestionAction, QuestionState
from svc_feedback.domain.report import MAX_FILES, Report, TimelineEntry, TooManyFiles
from svc_feedback.domain.report_states import FINAL, Action, State, StepContext
from svc_feedback.domain.support import SupportRefusal, SupportRefused
from svc_feedback.use_cases.rules import Rules

_EVIDENCE: Mapping[EvidenceRefusal, str] = {
    EvidenceRefusal.OTHER_KIND: "Phản ánh chỉ nhận ảnh và video.",
    EvidenceRefusal.TOO_MANY: f"Tối đa {MAX_PICTURES} ảnh và {MAX_VIDEOS} video.",
}
_EXTENSIONS: Mapping[ExtensionRefusal, str] = {
    ExtensionRefusal.ALREADY_LATE: "Phản ánh đã quá hạn, không gia hạn được nữa.",
    ExtensionRefusal.NOT_LATER: "Hạn mới phải muộn hơn hạn hiện tại.",
    ExtensionRefusal.TOO_FAR: "Chỉ được gia hạn đến {latest}.",
    ExtensionRefusal.OUTSIDE_HOURS: "Hạn mới phải nằm trong giờ làm việc; muộn nhất là {latest}.",
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
    PublicationRefusal.GUARDED_AT_WORK: "Lĩnh vực khẩn cấp, an ninh chỉ công khai sau khi kết quả đã được duyệt.",
    PublicationRefusal.RESULT_NOT_DECIDED: (
        "Phản ánh đang được công khai: hãy gửi kèm nội dung công khai có kết quả, hoặc thôi công khai trước khi duyệt."
    ),
    PublicationRefusal.PICTURES_NOT_CHECKED: (
        "Hãy xác nhận đã kiểm tra ảnh: không nhận ra được khuôn mặt và biển số xe."
    ),
    PublicationRefusal.FOREIGN_FILE: "Có tệp không thuộc nội dung này.",
    PublicationRefusal.RESULT_NOT_APPROVED: "Kết quả xử lý chưa được duyệt.",
    PublicationRefusal.NOT_ANSWERED: "Câu hỏi chưa được trả lời.",
}
_SUPPORTS: Mapping[SupportRefusal, str] = {
    SupportRefusal.OWN_REPORT: "Đây là phản ánh của chính Ông/Bà.",
    SupportRefusal.NOT_OPEN: "Phản ánh này đã kết thúc hoặc đang chờ bổ sung thông tin. Mời Ông/Bà gửi phản ánh mới.",
    SupportRefusal.PRIVATE: "Loại phản ánh này không cùng phản ánh được. Mời Ông/Bà gửi phản ánh riêng.",
}


def _evidence(refused: EvidenceRefused) -> ServiceError:
    return Invalid([FieldError("file_ids", _EVIDENCE[refused.reason])])


def _extension(refused: ExtensionRefused) -> ServiceError:
    message = _EXTENSIONS[refused.reason].format(latest=in_words(refused.latest))
    return Invalid([FieldError("resolved_by", message)], code="extension-refused")


def _merge(refused: MergeRefused) -> ServiceError:
    return Invalid([FieldError("main_code", _MERGES[refused.reason])], code="merge-refused")


def _publication(refused: PublicationRefused) -> ServiceError:
    detail = _PUBLICATIONS[refused.reason]
    return Conflict("not-publishable", "Chưa công khai được", detail, reason=refused.reason.name.lower())


def _support(refused: SupportRefused) -> ServiceError:
    detail = _SUPPORTS[refused.reason]
    return Conflict("not-joinable", "Không cùng phản ánh được", detail, reason=refused.reason.name.lower())


REFUSALS: Errors = {
    TooManyFiles: lambda _: Conflict(
        "too-many-files", "Phản ánh có quá nhiều tệp", f"Một phản ánh có tối đa {MAX_FILES} tệp."
    ),
    AlreadyAssigned: lambda _: Conflict(
        "already-assigned", "Đơn vị này đang xử lý", "Đơn vị được chọn đang có việc này nên không cần chuyển lại."
    ),
    SamePerson: lambda _: Forbidden(
        "Người soạn không tự duyệt được; cần người khác duyệt.", code="second-person", title="Cần người duyệt khác"
    ),
    OutsideCalendar: lambda _: Unavailable(retry_after=3600),
    **by_reason(EvidenceRefused, dict.fromkeys(_EVIDENCE, _evidence)),
    **by_reason(ExtensionRefused, dict.fromkeys(_EXTENSIONS, _extension)),
    **by_reason(MergeRefused, dict.fromkeys(_MERGES, _merge)),
    **by_reason(PublicationRefused, dict.fromkeys(_PUBLICATIONS, _publication)),
    **by_reason(SupportRefused, dict.fromkeys(_SUPPORTS, _support)),
}


_Because = Callable[[State, StepContext], bool]
_TOO_LATE: tuple[_Because, str] = (
    lambda _state, context: not context.in_time,
    "Thời hạn để trả lời, đánh giá hoặc đề nghị xử lý lại đã hết; phản ánh",
)
_AT_WORK: tuple[_Because, str] = (
    lambda state, _context: state in (State.IN_PROGRESS, State.WAITING_APPROVAL),
    "Đơn vị đã bắt đầu xử lý nên chỉ còn trình kết quả; nếu việc thuộc nơi khác hay trùng phản ánh khác, hãy nêu rõ "
    "trong kết quả. Phản ánh",
)
_BECAUSE: Mapping[Action, Sequence[tuple[_Because, str]]] = {
    **dict.fromkeys((Action.SEND_BACK, Action.ASSIGN, Action.MERGE, Action.REFUSE, Action.REFER), (_AT_WORK,)),
    Action.ANSWER: [_TOO_LATE],
    Action.RATE: [
        _TOO_LATE,
        (lambda state, _context: state is State.RESOLVED, "Ông/Bà đã đánh giá kết quả này rồi; phản ánh"),
        (
            lambda state, _context: state is State.MERGED,
            "Kết quả của sự việc này chưa có, đã được Ông/Bà đánh giá, hoặc đã hết hạn đánh giá; phản ánh",
        ),
    ],
    Action.REOPEN: [
        _TOO_LATE,
        (
            lambda state, context: state is State.RESOLVED and context.reopened,
            "Mỗi phản ánh chỉ được đề nghị xử lý lại một lần; phản ánh",
        ),
        (
            lambda state, _context: state is State.RESOLVED,
            "Mời Ông/Bà đánh giá kết quả trước; nếu chưa hài lòng thì đề nghị xử lý lại được. Phản ánh",
        ),
    ],
    Action.WITHDRAW: [
        (lambda state, _context: state in FINAL, "Phản ánh"),
        (
            lambda _state, context: not context.alone,
            "Đã có người khác cùng phản ánh sự việc này nên phản ánh không rút được; phản ánh",
        ),
        (lambda _state, _context: True, "Phản ánh đã được chuyển cho đơn vị xử lý nên không rút được; phản ánh"),
    ],
    Action.EXTEND: [
        (lambda state, _context: state is not State.IN_PROGRESS, "Phản ánh"),
        (lambda _state, context: context.extended, "Mỗi phản ánh chỉ được gia hạn một lần; phản ánh"),
        (
            lambda _state, context: not context.may_extend,
            "Phản ánh đã quá hạn nên không gia hạn được nữa; phản ánh",
        ),
    ],
}
"""Why a step is not possible, where the state alone does not say it; the first that holds."""


def illegal_report_step(rules: Rules, action: Action, context: StepContext, refusal: IllegalStep) -> ServiceError:
    label = next(text.label for state, text in rules.wording.report_states.items() if state is refusal.state)
    said = (subject for holds, subject in _BECAUSE.get(action, ()) if holds(context.state, context))
    subject = next(said, "Phản ánh")
    return illegal_step(refusal, subject, label, rules.wording.roles)


_BECAUSE_ANSWERED: Mapping[QuestionAction, str] = {
    QuestionAction.RATE: "Ông/Bà đã đánh giá câu trả lời này rồi; câu hỏi",
    QuestionAction.CONFIRM_ANSWER: "Không có ai báo câu trả lời này không còn đúng; câu hỏi",
}
"""Why a step of an answered question is not possible, where the state alone does not say it."""


def illegal_question_step(rules: Rules, action: QuestionAction, refusal: IllegalStep) -> ServiceError:
    label = next(text.label for state, text in rules.wording.question_states.items() if state is refusal.state)
    because = _BECAUSE_ANSWERED if refusal.state is QuestionState.ANSWERED else {}
    return illegal_step(refusal, because.get(action, "Câu hỏi"), label, rules.wording.roles)


Change = dict[str, object]


class ChangedMeanwhile(OutdatedVersion):
    """Others have changed it since ``by`` saw it: ``changes`` is the difference."""

    def __init__(self, changed: Report | Question, changes: list[Change]) -> None:
        super().__init__(current_version=changed.version, changes=changes)


def report_changed(rules: Rules, report: Report, seen: int, by: Party) -> ChangedMeanwhile:
    wording = rules.wording
    steps = [_report_change(rules, entry, by) for entry in report.steps_since(seen, by)]
    state_label = wording.report_states[report.state].label
    decided = _decided(report, seen, wording, state_label, by)
    return ChangedMeanwhile(report, [*steps, *decided])


def question_changed(rules: Rules, question: Question, seen: int, by: Party) -> ChangedMeanwhile:
    wording = rules.wording
    steps = [_question_change(rules, entry, by) for entry in question.steps_since(seen, by)]
    state_label = wording.question_states[question.state].label
    decided = _decided(question, seen, wording, state_label, by)
    return ChangedMeanwhile(question, [*steps, *decided])


def not_seen(
    rules: Rules,
    found: Report | Question | None,
    seen: int | None,
    agencies: frozenset[str] | None,
    by: Party,
    not_found: str,
) -> ServiceError:
    """Why ``by`` does not see it, or no longer does: a colleague of one of ``agencies`` may have handed ``found`` on
    since its version ``seen``.
    """
    changes: list[Change] = []
    if isinstance(found, Report):
        changes = [_report_change(rules, entry, by) for entry in until_handed_on(found.timeline, seen, agencies)]
    if isinstance(found, Question):
        changes = [_question_change(rules, entry, by) for entry in until_handed_on(found.timeline, seen, agencies)]
    return ChangedMeanwhile(found, changes) if found and changes else NotFound(not_found)


def decided_since(subject: Report | Question, seen: int, by: Party) -> bool:
    """Whether somebody else has done something since the version ``seen`` that a decision about publication should
    know of.
    """
    decided = subject.publication or subject.taken_off_by
    return subject.changed_since(seen, by) or (
        decided is not None and decided.version > seen and decided.by.id != by.id
    )


def _report_change(rules: Rules, entry: TimelineEntry, by: Party) -> Change:
    wording = rules.wording
    label, state_label = wording.report_actions[entry.action], wording.report_states[entry.state].label
    shown = _change(rules, entry, label, state_label, by)
    shown["resolved_by"] = rfc3339(entry.resolved_by) if entry.resolved_by else None
    if by.kind == "staff":
        category = rules.category(entry.category) if entry.category else None
        shown |= {
            "category": _named(category.code, category.name) if category else None,
            "handling_class": entry.handling_class.value if entry.handling_class else None,
            "handling_label": rules.class_labels[entry.handling_class] if entry.handling_class else None,
        }
    return shown


def _question_change(rules: Rules, entry: QuestionEntry, by: Party) -> Change:
    wording = rules.wording
    label, state_label = wording.question_actions[entry.action], wording.question_states[entry.state].label
    return _change(rules, entry, label, state_label, by)


def _named(code: str | None, name: str | None) -> Change | None:
    return {"code": code, "name": name} if name else None


def _change(rules: Rules, entry: TimelineEntry | QuestionEntry, label: str, state_label: str, by: Party) -> Change:
    shown: Change = {
        "version": entry.version,
        "at": rfc3339(entry.at),
        "action": entry.action.value,
        "label": label,
        "state": entry.state.value,
        "state_label": state_label,
        "by": entry.by.kind,
        "by_label": rules.wording.parties[entry.by.kind],
        "agency": _named(entry.agency_id, rules.agency_name(entry.agency_id)),
    }
    if by.kind == "staff":
        shown |= {
            "by_id": entry.by.officer_id,
            "by_name": entry.by.name,
            "assignee": vars(entry.assignee) if entry.assignee else None,
            "text": entry.text,
        }
    return shown


def _decided(subject: Report | Question, seen: int, wording: Wording, state_label: str, by: Party) -> list[Change]:
    """What another officer has decided to show to everybody, or no longer to show, since the version ``seen``: no step,
    but a difference.
    """
    publication = subject.publication
    decided = publication or subject.taken_off_by
    if decided is None or decided.version <= seen or by.kind != "staff":
        return []
    return [
        {
            "version": decided.version,
            "at": rfc3339(decided.at),
            "action": "publish" if publication else "unpublish",
            "label": wording.publish if publication else wording.unpublish,
            "state": subject.state.value,
            "state_label": state_label,
            "by": decided.by.kind,
            "by_label": wording.parties[decided.by.kind],
            "by_id": decided.by.officer_id,
            "by_name": decided.by.name,
            "text": f"{publication.shown.title}\n{publication.shown.text}" if publication else None,
        }
    ]


def file_in_use(field: str) -> ServiceError:
    return Invalid([FieldError(field, "Có tệp đã được dùng ở nơi khác. Vui lòng tải tệp lên lại.")])


REPORT_NOT_FOUND = "Không tìm thấy phản ánh này."
QUESTION_NOT_FOUND = "Không tìm thấy câu hỏi này."
