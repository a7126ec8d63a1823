"""A citizen's choices, every one of them named."""

from pydantic import BaseModel, Field

from svc_notify.api.commune_labels import commune_labels
from svc_notify.domain.preferences import ContactMethod, Preferences, Purpose

INBOX = "inbox"


class MethodChoice(BaseModel):
    way: str
    label: str
    on: bool
    changeable: bool


class PurposeChoices(BaseModel):
    purpose: Purpose
    label: str
    ways: list[MethodChoice]


class NotificationPreferences(BaseModel):
    """``consent_revoked``: nothing is pushed until the citizen signs in to the app again, whatever the choices."""

    purposes: list[PurposeChoices]
    communes: list[str]
    commune_labels: dict[str, str] = Field(description="Tên của từng xã, phường, đặc khu, theo mã")
    consent_revoked: bool

    @classmethod
    def of(cls, preferences: Preferences) -> "NotificationPreferences":
        inbox = MethodChoice(way=INBOX, label="Hộp thư trong ứng dụng", on=True, changeable=False)
        return cls(
            purposes=[
                PurposeChoices(
                    purpose=purpose,
                    label=purpose.label,
                    ways=[
                        inbox,
                        *(
                            MethodChoice(
                                way=method, label=method.label, on=preferences.wants(purpose, method), changeable=True
                            )
                            for method in ContactMethod
                        ),
                    ],
                )
                for purpose in Purpose
            ],
            communes=list(preferences.communes),
            commune_labels=commune_labels(preferences.communes),
            consent_revoked=preferences.consent_revoked,
        )
