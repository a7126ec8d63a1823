"""What a citizen wants to be pushed, and how: a choice for each purpose and method. The inbox always has everything.

Several of our channels are one thing to a citizen: messages of the Official Account are switched together, whichever
of Zalo's interfaces carries them. Whoever revokes the consent given to the app is pushed nothing until they sign in
again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from svc_notify.domain.policy import Channel

COMMUNES_AT_MOST = 5


class Purpose(StrEnum):
    DOSSIERS = "dossiers"
    APPOINTMENTS = "appointments"
    PAYMENTS = "payments"
    SHOPS = "shops"
    FEEDBACK = "feedback"
    WARNINGS = "warnings"
    NEWS = "news"
    PROGRAMMES = "programmes"

    @property
    def label(self) -> str:
        return _PURPOSES[self]


class ContactMethod(StrEnum):
    """How a citizen may be reached beside the inbox: what they switch on and off."""

    ZALO_OA = "zalo_oa"
    ZALO_MINI_APP = "zalo_mini_app"
    ZNS = "zns"

    @property
    def label(self) -> str:
        return _METHODS[self]


_PURPOSES = {
    Purpose.DOSSIERS: "Hồ sơ thủ tục hành chính của tôi",
    Purpose.APPOINTMENTS: "Lịch hẹn của tôi",
    Purpose.PAYMENTS: "Học phí và các khoản phải nộp của tôi",
    Purpose.SHOPS: "Cửa hàng của tôi",
    Purpose.FEEDBACK: "Phản ánh và câu hỏi của tôi",
    Purpose.WARNINGS: "Cảnh báo khẩn cấp, thiên tai",
    Purpose.NEWS: "Tin tức, thông báo của chính quyền",
    Purpose.PROGRAMMES: "Chương trình truyền hình, phát thanh tôi đặt nhắc",
}
_METHODS = {
    ContactMethod.ZALO_OA: "Tin nhắn từ trang Zalo của tỉnh",
    ContactMethod.ZALO_MINI_APP: "Thông báo của ứng dụng trong Zalo",
    ContactMethod.ZNS: "Tin Zalo gửi theo số điện thoại",
}

CONTACT_METHOD_OF: Mapping[Channel, ContactMethod] = {
    Channel.ZALO_OA_CS: ContactMethod.ZALO_OA,
    Channel.ZALO_OA_TEMPLATE: ContactMethod.ZALO_OA,
    Channel.ZALO_OA_TRANSACTION: ContactMethod.ZALO_OA,
    Channel.ZALO_OA_PROMOTION: ContactMethod.ZALO_OA,
    Channel.ZALO_MINI_APP: ContactMethod.ZALO_MINI_APP,
    Channel.ZNS: ContactMethod.ZNS,
}
"""The channels a citizen has a say in; the others reach nobody who did not open the app."""

# Following the Official Account is the consent to its messages. News by the two other methods has to be asked for.
DEFAULTS: Mapping[tuple[Purpose, ContactMethod], bool] = {
    (purpose, method): method is ContactMethod.ZALO_OA or purpose is not Purpose.NEWS
    for purpose in Purpose
    for method in ContactMethod
}

Choices = Mapping[tuple[Purpose, ContactMethod], bool]


@dataclass(frozen=True)
class Preferences:
    """``version`` 0: never changed. ``communes``: the places whose warnings and news the citizen asked for."""

    version: int = 0
    choices: Choices = field(default_factory=dict)
    communes: tuple[str, ...] = ()
    consented_at: datetime | None = None
    consent_revoked_at: datetime | None = None

    @property
    def consent_revoked(self) -> bool:
        """Whichever came later counts, in whatever order we heard of them."""
        revoked, consented = self.consent_revoked_at, self.consented_at
        return revoked is not None and (consented is None or consented <= revoked)

    def wants(self, purpose: Purpose, method: ContactMethod) -> bool:
        """The citizen's choice, or the default."""
        return self.choices.get((purpose, method), DEFAULTS[purpose, method])

    def allows(self, purpose: Purpose, channel: Channel) -> bool:
        """Whether ``channel`` may be used for ``purpose``."""
        method = CONTACT_METHOD_OF.get(channel)
        return method is None or (not self.consent_revoked and self.wants(purpose, method))

    def chosen(self, choices: Choices, communes: tuple[str, ...]) -> "Preferences":
        """The preferences with these choices; those not named stay as they are."""
        return replace(self, choices={**self.choices, **choices}, communes=tuple(sorted(set(communes))))
