"""Known words that are told to the stack, each by one way, and how they are looked for in what it has left behind."""

import random
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from shared.text import fold
from tests.journeys.traces import Traces


def word(length: int = 9) -> str:
    """Letters that stand nowhere by chance."""
    return "".join(random.choices(string.ascii_lowercase, k=length))


def digits(length: int) -> str:
    return "".join(random.choices(string.digits, k=length))


WRITTEN_TO: Mapping[str, str] = {
    "comment": "svc_dossier",
    "colleague_note": "svc_dossier",
    "report_text": "svc_feedback",
    "report_note": "svc_feedback",
    "report_comment": "svc_feedback",
    "question_text": "svc_feedback",
    "template_text": "svc_feedback",
    "refund_reason": "svc_payment",
    "editor_note": "svc_content",
}
"""Free texts, and the one database in which each may stand."""


@dataclass(frozen=True)
class Canaries:
    """``sealed`` stand nowhere; ``named`` in no topic, log or figure; ``written`` are free texts that stay inside."""

    name: str = field(default_factory=lambda: f"Trần Thị {word().title()}")
    account: str = field(default_factory=lambda: f"Nguyễn Văn {word().title()}")
    declared: str = field(default_factory=lambda: f"Lê Thị {word().title()}")
    visitor: str = field(default_factory=lambda: f"Phạm Văn {word().title()}")
    child: str = field(default_factory=lambda: f"Trần Bé {word().title()}")
    on_paper: str = field(default_factory=lambda: f"Võ Thị {word().title()}")
    reporter: str = field(default_factory=lambda: f"Bùi Thị {word().title()}")
    pupil: str = field(default_factory=lambda: f"Đỗ Minh {word().title()}")
    owner: str = field(default_factory=lambda: f"Hồ Thị {word().title()}")
    payer: str = field(default_factory=lambda: f"Ngô Văn {word().title()}")
    guest: str = field(default_factory=lambda: f"Đặng Văn {word().title()}")
    street: str = field(default_factory=lambda: f"{digits(3)} Đường {word().title()}")
    phone: str = field(default_factory=lambda: f"09{digits(8)}")
    visitor_phone: str = field(default_factory=lambda: f"03{digits(8)}")
    zalo_phone: str = field(default_factory=lambda: f"0707{digits(6)}")
    reporter_phone: str = field(default_factory=lambda: f"036{digits(7)}")
    owner_phone: str = field(default_factory=lambda: f"037{digits(7)}")
    payer_phone: str = field(default_factory=lambda: f"038{digits(7)}")
    guest_phone: str = field(default_factory=lambda: f"039{digits(7)}")
    refused_phone: str = field(default_factory=lambda: f"08{digits(8)}")
    latitude: str = field(default_factory=lambda: f"15.1{digits(5)}7")
    number: str = field(default_factory=lambda: f"051190{digits(6)}")
    owner_number: str = field(default_factory=lambda: f"051191{digits(6)}")
    refused_number: str = field(default_factory=lambda: f"051090{digits(6)}")
    bank_account: str = field(default_factory=lambda: f"6{digits(12)}")
    new_account: str = field(default_factory=lambda: f"7{digits(12)}")
    visit_note: str = field(default_factory=lambda: f"lời nhắn {word()}")
    draft_text: str = field(default_factory=lambda: f"nháp {word()}")
    comment: str = field(default_factory=lambda: f"góp ý {word()}")
    colleague_note: str = field(default_factory=lambda: f"trao đổi {word()}")
    report_text: str = field(default_factory=lambda: f"phản ánh {word()}")
    report_note: str = field(default_factory=lambda: f"trao đổi {word()}")
    report_comment: str = field(default_factory=lambda: f"góp ý {word()}")
    question_text: str = field(default_factory=lambda: f"câu hỏi {word()}")
    editor_note: str = field(default_factory=lambda: f"trao đổi {word()}")
    refund_reason: str = field(default_factory=lambda: f"lý do {word()}")
    template_text: str = field(default_factory=lambda: f"phản ánh {word()}")
    chat: str = field(default_factory=lambda: f"tin nhắn {word()}")
    file_name: str = field(default_factory=lambda: f"cccd-{word()}")
    evidence_name: str = field(default_factory=lambda: f"hien-truong-{word()}")
    attachment_name: str = field(default_factory=lambda: f"so-ho-khau-{word()}")

    @property
    def sealed(self) -> Mapping[str, str]:
        """What must be sealed at rest, too."""
        numbers = ("number", "owner_number", "refused_number", "bank_account", "new_account", "latitude")
        phones = ("phone", "visitor_phone", "zalo_phone", "reporter_phone", "owner_phone", "guest_phone")
        words = ("payer_phone", "refused_phone", "reporter", "visit_note", "draft_text", "chat")
        names = {name: getattr(self, name) for name in (*numbers, *phones, *words)}
        return {**names, "zalo_phone of the account": f"84{self.zalo_phone[1:]}"}

    @property
    def named(self) -> Mapping[str, str]:
        """Names that stand at rest only where the test says."""
        people = ("account", "declared", "name", "visitor", "child", "on_paper", "pupil", "owner", "payer", "guest")
        things = ("street", "file_name", "evidence_name", "attachment_name")
        return {name: getattr(self, name) for name in (*people, *things)}

    @property
    def written(self) -> Mapping[str, str]:
        return {name: getattr(self, name) for name in WRITTEN_TO}

    @property
    def refused(self) -> str:
        """What is refused wherever somebody writes it."""
        return f"Gọi {self.refused_phone}, số định danh {self.refused_number}"


def spellings(text: str) -> set[str]:
    """The text as a JSON log, an address, a search key and a bank would write it; numbers also as they are grouped."""
    escaped = text.encode("unicode_escape").decode()
    folded = fold(text)
    written = {text, escaped, folded.upper(), *(encode(form) for form in (text, folded) for encode in _ENCODINGS)}
    if text.isdigit():
        written |= {f"+84{text[1:]}", f"84{text[1:]}", " ".join(re.findall("...?", text))}
    return written


_ENCODINGS = (str, quote, quote_plus)


def leaks(found: Traces, canaries: Mapping[str, str]) -> list[str]:
    return [
        f"{what} in {where}: …{text[max(0, at - 120) : at + 60]!r}"
        for where, text in found.items()
        for what, canary in canaries.items()
        for spelling in spellings(canary)
        if (at := text.find(spelling)) >= 0
    ]
