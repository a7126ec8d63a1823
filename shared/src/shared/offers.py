"""What somebody may do next, as a screen needs it: the name of the button, and the request that it sends.

All services answer ``allowed_actions`` in this one form, in lists as well as alone, so that a client draws buttons from
the answer and holds no table of states of its own. So does a step that is refused, whatever the reason.
"""

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from shared.errors import ServiceError
from shared.etag import etag
from shared.identity import Caller

Method = Literal["GET", "POST", "PUT", "DELETE"]


class Offer(BaseModel):
    """Một thao tác làm được ngay: nhãn của nút, và yêu cầu cần gửi."""

    action: str = Field(description="Mã của thao tác")
    label: str = Field(description="Nhãn để hiển thị")
    method: Method = Field(description="Phương thức HTTP")
    href: str = Field(description="Đường dẫn của yêu cầu")
    needs_if_match: bool = Field(description="Có bắt buộc gửi If-Match hay không; có etag thì nên gửi")
    etag: str | None = Field(description="Giá trị cho If-Match; null khi thao tác không theo phiên bản")

    @classmethod
    def of(
        cls,
        action: str,
        label: str,
        href: str,
        *,
        version: int | None = None,
        needs_if_match: bool = False,
        method: Method = "POST",
    ) -> Self:
        """``version`` is that of what the caller is looking at, where the request goes by it."""
        return cls(
            action=action,
            label=label,
            method=method,
            href=href,
            needs_if_match=needs_if_match,
            etag=None if version is None else etag(version),
        )


OffersOf = Mapping[type, Callable[[Any, Caller], list[Offer]]]
"""What tells the steps that a caller may take now, for each kind of thing that goes by steps."""


def offered_anew(refused: ServiceError, caller: Caller | None, offers: OffersOf) -> ServiceError:
    """``refused``; where it was a step of something, it says what the caller may do with that now."""
    if caller is not None and (of := offers.get(type(refused.current))):
        refused.extra["allowed_actions"] = [offer.model_dump(mode="json") for offer in of(refused.current, caller)]
    return refused
