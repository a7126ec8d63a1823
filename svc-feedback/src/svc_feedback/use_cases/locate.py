"""Where a report is: a point that can be meant, words, or both, and the commune as far as it is known."""

from dataclasses import dataclass

from shared.errors import FieldError, Invalid
from shared.reference.communes import Communes
from svc_feedback.domain.place import Place, Point, is_on_earth


@dataclass(frozen=True)
class Locate:
    communes: Communes

    def __call__(self, point: Point | None, words: str | None, commune: str | None) -> Place:
        """A commune that the words name alone is taken; where they fit several, none is guessed. Raises ``Invalid``."""
        if point is None and words is None:
            raise Invalid([FieldError("place", "Cần vị trí trên bản đồ hoặc mô tả nơi xảy ra.")])
        if point is not None and not is_on_earth(point):
            message = "Tọa độ không hợp lệ. Vui lòng bật định vị hoặc chọn lại trên bản đồ."
            raise Invalid([FieldError("place.point", message)])
        if commune is not None and commune not in self.communes.all:
            raise Invalid([FieldError("place.commune", "Không có xã, phường mang mã này.")])
        if commune is None and words is not None:
            matches = self.communes.resolve(words)
            commune = matches[0].commune.code if len(matches) == 1 else None
        return Place(point, words, commune)
