"""A station's programme guide replaces what was there for its days: all of it, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from shared.clock import VIETNAM, Clock
from shared.errors import FieldError, Invalid, NotFound
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.programme import MAX_DAYS, Fault, FaultKind, Programme, by_day, faults
from svc_content.guide_files.rows import GuideRows, RowFault, UnreadableGuide
from svc_content.sandbox.reader import SandboxedReader
from svc_content.store.programme_days import ProgrammeDay, ProgrammeDays
from svc_content.use_cases.replan_reminders import ReplanReminders

MOST_FAULTS = 50
"""How many faults are named at once."""

_TEXTS = {
    FaultKind.OVERLAPS: "“{title}” ({start}) trùng giờ với “{other}” ({other_start}).",
    FaultKind.ENDS_BEFORE_IT_BEGINS: "“{title}” ({start}) kết thúc trước khi bắt đầu.",
    FaultKind.TOO_LONG: "“{title}” ({start}) dài hơn 24 giờ.",
    FaultKind.TOO_MANY: "Ngày {day} có quá nhiều chương trình.",
}


@dataclass(frozen=True)
class GuideImport:
    """``days`` that the file holds; ``unused``: columns of it that said nothing here; ``stored`` says whether it
    replaced what was there.
    """

    channel: str
    days: tuple[date, ...]
    programmes: int
    unused: tuple[str, ...]
    stored: bool


@dataclass(frozen=True)
class ImportGuide:
    days: ProgrammeDays
    arrangement: Arrangement
    replan_reminders: ReplanReminders
    reader: SandboxedReader
    clock: Clock

    async def __call__(self, channel: str, content: bytes, by: str, *, check_only: bool) -> GuideImport:
        """Raises ``NotFound``, and ``Invalid`` with every place that is wrong."""
        if self.arrangement.find(Channel, channel) is None:
            raise NotFound("Không tìm thấy kênh này.")
        guide = await self._read(channel, content, by)
        days = by_day((row.programme for row in guide.rows), VIETNAM)
        await self._check(channel, guide, days)
        if not check_only:
            now = self.clock.now()
            await self.days.replace(
                [ProgrammeDay(channel, day, tuple(of_day), by, now) for day, of_day in sorted(days.items())]
            )
            for day in sorted(days):
                await self.replan_reminders(channel, day)
        return GuideImport(channel, tuple(sorted(days)), len(guide.rows), tuple(guide.unused), not check_only)

    async def _read(self, channel: str, content: bytes, by: str) -> GuideRows:
        try:
            guide = await self.reader.guide(content, channel, by)
        except UnreadableGuide as unreadable:
            raise Invalid(
                code="guide-unreadable", title="Lịch phát sóng không đọc được", detail=str(unreadable)
            ) from None
        if not guide.rows and not guide.faults:
            raise Invalid(code="guide-empty", title="Lịch phát sóng trống", detail="Tệp không có chương trình nào.")
        return guide

    async def _check(self, channel: str, guide: GuideRows, days: dict[date, list[Programme]]) -> None:
        """Raises ``Invalid`` with every place that is wrong, by itself or beside others."""
        number_of = {row.programme: row.number for row in guide.rows}
        beside = await self._beside(channel, days) if days else []
        wrong = list(guide.faults)
        for fault in faults([*(row.programme for row in guide.rows), *beside], VIETNAM):
            numbers = [number_of[one] for one in (fault.programme, fault.other) if one in number_of]
            if numbers:  # else what was there before overlaps among itself
                wrong.append(RowFault(numbers[0], _text(fault)))
        wrong.sort(key=lambda fault: fault.number)
        named = [FieldError(f"{guide.counted} {fault.number}", fault.message) for fault in wrong[:MOST_FAULTS]]
        if days and (max(days) - min(days)).days >= MAX_DAYS:
            detail = f"Một tệp chỉ gồm tối đa {MAX_DAYS} ngày liền nhau."
            raise Invalid(named, code="guide-too-long", title="Lịch phát sóng quá dài", detail=detail)
        if named:
            raise Invalid(named)

    async def _beside(self, channel: str, days: Collection[date]) -> list[Programme]:
        """The programmes that stay: those of other days, as far as one of the file could reach."""
        one = timedelta(days=1)
        return [
            programme
            for day in await self.days.days(channel, min(days) - one, max(days) + one)
            if day.day not in days
            for programme in day.programmes
        ]


def _text(fault: Fault) -> str:
    other = fault.other or fault.programme
    return _TEXTS[fault.kind].format(
        title=fault.programme.title,
        start=_shown(fault.programme.starts_at),
        other=other.title,
        other_start=_shown(other.starts_at),
        day=f"{fault.programme.starts_at.astimezone(VIETNAM):%d/%m/%Y}",
    )


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
