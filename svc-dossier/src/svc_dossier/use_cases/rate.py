"""A citizen rates how the own dossier was handled: after the result is returned, once."""

from shared.command import Command
from shared.errors import Conflict, NotFound, Unavailable
from shared.events import new_event
from svc_dossier.domain.announcements import announce_rating
from svc_dossier.domain.events import event_type
from svc_dossier.domain.rating import Level, Rating
from svc_dossier.domain.transitions import State
from svc_dossier.store.dossiers import Stale, owned_by
from svc_dossier.use_cases.desk import SOURCE, Desk
from svc_dossier.use_cases.take_step import TRIES


async def rate(
    desk: Desk, citizen_id: str, dossier_id: str, command: Command, level: Level, comment: str | None
) -> tuple[Rating, bool]:
    """The rating, and whether an earlier request gave it. Raises ``Problem``: 404, 409, 422."""
    scope = owned_by(citizen_id)
    for _ in range(TRIES):
        dossier = await desk.dossiers.load(dossier_id, scope)
        if dossier is None:
            raise NotFound("Không tìm thấy hồ sơ này.")
        if dossier.rating is not None:
            if dossier.rating.command_id != command.id:
                raise Conflict("already-rated", "Đã đánh giá", "Mỗi hồ sơ chỉ được đánh giá một lần.")
            command.expect_same(dossier.rating.fingerprint)
            return dossier.rating, True
        if dossier.state is not State.RETURNED:
            detail = "Chỉ đánh giá được hồ sơ đã trả kết quả."
            raise Conflict("not-rateable", "Chưa đánh giá được", detail, state=int(dossier.state))
        rating = Rating(level, comment, desk.clock.now(), command.id, command.fingerprint)
        event = new_event(
            event_type("rated"),
            source=SOURCE,
            subject=dossier.id,
            version=dossier.version + 1,
            at=rating.at,
            payload=announce_rating(dossier, int(level), rating.at),
        )
        try:
            await desk.dossiers.save_rating(dossier, rating, event, scope)
        except Stale:
            continue
        return rating, False
    raise Unavailable(retry_after=1)
