"""An officer confirms whose a national code is, so that what the portal says of it goes to one dossier.

The code is then unique to it; others who claimed it are asked for their own. Statuses that waited for that are decided
on again. Who confirmed stands among the notes.
"""

from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import Conflict, DuplicateValue, Forbidden, NotFound
from shared.ids import derived_id
from shared.optimistic import retry_on_conflict
from shared.refusals import about, by_reason, explained
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.dossier import Dossier
from svc_dossier.domain.national_code import CodeRefusal, CodeRefused, check_confirmable
from svc_dossier.domain.notes import Note
from svc_dossier.domain.transitions import Actor
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.upstream_statuses import UpstreamStatuses
from svc_dossier.use_cases.close_claims import CloseClaims
from svc_dossier.use_cases.refusals import DossierChanged
from svc_dossier.use_cases.take_step import DossierStepCommand

_TITLE = "Không xác nhận được mã hồ sơ"
_ERRORS = by_reason(
    CodeRefused,
    {
        CodeRefusal.NOT_CLAIMED: lambda _: Conflict(
            "no-code-claimed", _TITLE, "Người nộp chưa nhập mã hồ sơ quốc gia."
        ),
        CodeRefusal.HAS_ANOTHER: lambda _: Conflict("has-a-code", _TITLE, "Hồ sơ này đã có mã khác."),
    },
)


@dataclass(frozen=True)
class ConfirmNationalCode:
    dossiers: Dossiers
    statuses: UpstreamStatuses
    close_claims: CloseClaims
    wording: Wording
    clock: Clock

    async def __call__(self, request: DossierStepCommand) -> Dossier:
        """The dossier with its code; again, nothing changes. Raises ``NotFound``, ``Forbidden``, ``Conflict``,
        ``DossierChanged`` or ``Unavailable``.
        """

        async def attempt(_number: int) -> Dossier:
            dossier = await self.dossiers.load(request.dossier_id, request.scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            with about(dossier), explained(_ERRORS):
                return await self._confirmed(dossier, request)

        confirmed = await retry_on_conflict(attempt)
        await self.close_claims(confirmed.code or "")
        await self._leave_word(request, confirmed)
        await self.statuses.decide_again(confirmed.code or "", self.clock.now())
        return confirmed

    async def _confirmed(self, dossier: Dossier, request: DossierStepCommand) -> Dossier:
        if Actor.ONE_STOP not in request.roles(dossier.agency_id):
            raise Forbidden("Chỉ bộ phận một cửa của đơn vị xác nhận được mã hồ sơ.")
        check_confirmable(dossier)
        if dossier.code is not None:
            return dossier
        if request.seen is not None and dossier.changed_since(request.seen, request.by):
            raise DossierChanged(self.wording, dossier, request.seen, request.by)
        confirmed = dossier.with_claimed_code()
        try:
            await self.dossiers.save_code(confirmed, request.scope)
        except DuplicateValue:
            detail = "Mã này đã được xác nhận cho một hồ sơ khác."
            raise Conflict("code-of-another", _TITLE, detail) from None
        return confirmed

    async def _leave_word(self, request: DossierStepCommand, dossier: Dossier) -> None:
        """A repeat leaves no second one."""
        command, by = request.command, request.by
        note_id = derived_id("not", dossier.id, "national-code", dossier.code or "")
        text = f"Đã xác nhận mã hồ sơ quốc gia {dossier.code} là của hồ sơ này."
        note = Note(note_id, self.clock.now(), by.id, text, note_id, command.fingerprint, by.name)
        await self.dossiers.add_note(dossier.id, note, request.scope)
