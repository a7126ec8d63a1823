"""An administrator writes the fields and categories: all of them, checked, against the version that was seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.clock import Clock
from shared.errors import FieldError, Invalid, OutdatedVersion
from shared.optimistic import retry_on_conflict
from shared.refusals import by_reason, explained
from svc_feedback.domain.categories import (
    MAX_CATEGORIES,
    MAX_FIELDS,
    Catalogue,
    CatalogueFault,
    CatalogueRefused,
    check_change,
)
from svc_feedback.domain.parties import Party
from svc_feedback.store.categories import CatalogueVersion, StoredCatalogue
from svc_feedback.use_cases.rules import Rules

_MESSAGES: Mapping[CatalogueFault, str] = {
    CatalogueFault.GONE: "Không xóa được {code}: đã có phản ánh mang mã này. Hãy thôi cung cấp (offered: false).",
    CatalogueFault.ABOUT_STAFF_CHANGED: "Không đổi được việc {code} là phản ánh về cán bộ; hãy thêm chuyên mục mới.",
    CatalogueFault.OTHER_NOT_OFFERED: "Chuyên mục {code} luôn phải được cung cấp, cho những việc chưa có chuyên mục.",
    CatalogueFault.TOO_MANY: f"Tối đa {MAX_FIELDS} lĩnh vực và {MAX_CATEGORIES} chuyên mục.",
}


def _invalid(refused: CatalogueRefused) -> Invalid:
    return Invalid([FieldError("fields", _MESSAGES[refused.reason].format(code=refused.code))])


_ERRORS = by_reason(CatalogueRefused, dict.fromkeys(_MESSAGES, _invalid))


@dataclass(frozen=True)
class EditCategories:
    stored: StoredCatalogue
    rules: Rules
    clock: Clock

    async def __call__(self, by: Party, seen: int, wanted: Catalogue) -> CatalogueVersion:
        """Raises ``Invalid``, ``OutdatedVersion`` or ``Unavailable``."""

        async def attempt(_number: int) -> CatalogueVersion:
            current = await self.stored.current()
            if current.version != seen:
                raise OutdatedVersion(current_version=current.version)
            with explained(_ERRORS):
                check_change(current.catalogue, wanted)
            version = CatalogueVersion(seen + 1, wanted, by.id, by.name, self.clock.now())
            await self.stored.replace(version)
            return version

        version = await retry_on_conflict(attempt)
        self.rules.categories.take(wanted, version.version)
        return version
