"""Messages for the unit tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from svc_notify.domain.message import Attempt, Message, State
from svc_notify.domain.outcomes import OutcomeClass
from svc_notify.domain.policy import Channel
from svc_notify.domain.templates import Template

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

MakeMessage = Callable[..., Message]


@pytest.fixture(scope="session")
def now() -> datetime:
    """Nine o'clock in the morning in Vietnam."""
    return NOW


@pytest.fixture(scope="session")
def sending() -> MakeMessage:
    """``sending(OutcomeClass.RETRY, …)``: a message being sent, whose earlier calls came to these outcomes."""

    def make(*outcomes: OutcomeClass, life: timedelta = timedelta(hours=48)) -> Message:
        made = [Attempt("clm_0", Channel.ZALO_OA_TEMPLATE, NOW, at=NOW, outcome=kind) for kind in outcomes]
        return Message(
            id="msg_1",
            citizen_id="cit_1",
            subject_id="dos_1",
            milestone="acknowledged",
            template_version=1,
            title="Đã nhận hồ sơ",
            body="…",
            plain_text="…",
            params={},
            event_id="evt_1",
            request_id="req_1",
            traceparent="",
            at=NOW,
            created_at=NOW,
            expires_at=NOW + life,
            state=State.SENDING,
            due_at=NOW,
            claim="clm_1",
            attempts=(*made, Attempt("clm_1", Channel.ZALO_OA_TEMPLATE, NOW)),
        )

    return make


@pytest.fixture(scope="session")
def template() -> Template:
    """An approved template without parameters."""
    return Template("result_ready", 1, "700108", timedelta(hours=48), (), "Đã có kết quả", "…")
