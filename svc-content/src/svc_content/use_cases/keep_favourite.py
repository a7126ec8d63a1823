"""A citizen marks a channel as a favourite, or no longer."""

from dataclasses import dataclass

from shared.errors import Conflict, NotFound
from shared.optimistic import retry_on_conflict
from svc_content.catalogue.arrangement import Arrangement
from svc_content.catalogue.entry_kinds import Channel
from svc_content.domain.favourites import MAX_FAVOURITES, TooManyFavourites, with_favourite, without_favourite
from svc_content.store.favourites import Favourites


@dataclass(frozen=True)
class KeepFavourite:
    favourites: Favourites
    arrangement: Arrangement

    async def __call__(self, citizen_id: str, channel: str, *, wanted: bool) -> tuple[str, ...]:
        """The favourites after it. Raises ``NotFound`` or ``Conflict``."""

        async def attempt(_number: int) -> tuple[str, ...]:
            codes = await self.favourites.of(citizen_id)
            if self.arrangement.find(Channel, channel) is None and (wanted or channel not in codes):
                raise NotFound("Không tìm thấy kênh này.")  # one that is gone can still be taken off the list
            after = with_favourite(codes, channel) if wanted else without_favourite(codes, channel)
            if after != codes:
                await self.favourites.replace(citizen_id, codes, after)
            return after

        try:
            return await retry_on_conflict(attempt)
        except TooManyFavourites:
            detail = f"Ông/Bà đã chọn {MAX_FAVOURITES} kênh yêu thích. Hãy bỏ bớt trước khi chọn thêm."
            raise Conflict("too-many-favourites", "Quá nhiều kênh yêu thích", detail) from None
