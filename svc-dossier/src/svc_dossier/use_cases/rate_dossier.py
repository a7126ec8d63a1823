"""A citizen rates how the own dossier was handled: after the result is returned, once."""

from dataclasses import dataclass

from shared.clock import Clock
from shared.command import Command, Outcome
from shared.errors import Conflict, NotFound
from shared.optimistic import retry_on_conflict
from shared.refusals import about, by_reason, explained
from svc_dossier.domain.rating import Level, Rating, RatingRefusal, RatingRefused, check_rateable
from svc_dossier.store.dossiers import Dossiers
from svc_dossier.store.scope import Scope
from svc_dossier.use_cases.dossier_events import rating_event

_ERRORS = by_reason(
    RatingRefused,
    {
        RatingRefusal.ALREADY_RATED: lambda _: Conflict(
            "already-rated", "Đã đánh giá", "Mỗi hồ sơ chỉ được đánh giá một lần."
        ),
        RatingRefusal.NOT_RETURNED: lambda refused: Conflict(
            "not-rateable",
            "Chưa đánh giá được",
            "Chỉ đánh giá được hồ sơ đã trả kết quả.",
            state=int(refused.state),
        ),
    },
)


@dataclass(frozen=True)
class RateDossier:
    dossiers: Dossiers
    clock: Clock

    async def __call__(
        self, citizen_id: str, dossier_id: str, command: Command, level: Level, comment: str | None
    ) -> Outcome[Rating]:
        """Raises ``NotFound``, ``Conflict``, ``KeyReused`` or ``Unavailable``."""
        scope = Scope(citizen_id=citizen_id)

        async def attempt(_number: int) -> Outcome[Rating]:
            dossier = await self.dossiers.load(dossier_id, scope)
            if dossier is None:
                raise NotFound("Không tìm thấy hồ sơ này.")
            if first := command.find_in([dossier.rating] if dossier.rating else []):
                return Outcome(first, replayed=True)
            with about(dossier), explained(_ERRORS):
                check_rateable(dossier.state, rated=dossier.rating is not None)
            rating = Rating(level, comment, self.clock.now(), command.id, command.fingerprint)
            await self.dossiers.save_rating(dossier, rating, rating_event(dossier, rating), scope)
            return Outcome(rating)

        return await retry_on_conflict(attempt)
