"""What each milestone says, and since when: a new text, once Zalo has approved it, begins on its day.

A message goes out by the version it was written by, whatever has begun since: its parameters are that version's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from svc_notify.domain.templates import Template, TemplateError


class Templates:
    """The versions of each of ``milestones``: the first holds until the day of the next. Raises ``TemplateError``."""

    def __init__(self, templates: Iterable[Template], milestones: Iterable[str]) -> None:
        by_milestone: defaultdict[str, list[Template]] = defaultdict(list)
        for template in sorted(templates, key=lambda one: one.version):
            by_milestone[template.milestone].append(template)
        self._versions: Mapping[str, tuple[Template, ...]] = {
            milestone: _in_sequence(milestone, by_milestone[milestone]) for milestone in milestones
        }

    def __iter__(self) -> Iterator[Template]:
        return (template for versions in self._versions.values() for template in versions)

    def at(self, milestone: str, now: datetime) -> Template:
        """The one in force."""
        first, *later = self._versions[milestone]
        begun = [template for template in later if template.effective_from and template.effective_from <= now]
        return begun[-1] if begun else first

    def of(self, milestone: str, version: int) -> Template:
        """The one of this version; where it is gone, the one before it, which may not fit any more."""
        first, *later = self._versions[milestone]
        not_newer = [template for template in later if template.version <= version]
        return not_newer[-1] if not_newer else first


def _in_sequence(milestone: str, versions: list[Template]) -> tuple[Template, ...]:
    if not versions:
        raise TemplateError(milestone, "has no template")
    for before, after in pairwise(versions):
        if after.version == before.version:
            raise TemplateError(after.name, "is there twice")
        if after.effective_from is None:
            raise TemplateError(after.name, f"effective_from is missing: version {before.version} is in force")
        if before.effective_from is not None and after.effective_from <= before.effective_from:
            raise TemplateError(after.name, f"effective_from is not after that of version {before.version}")
    return tuple(versions)
