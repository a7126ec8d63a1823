"""How many files of which kind a report may have."""

import pytest

from svc_feedback.domain.evidence import MAX_PICTURES, MAX_VIDEOS, EvidenceRefusal, EvidenceRefused, check_evidence
from svc_feedback.domain.parties import Attachment


def files(pictures: int = 0, videos: int = 0, papers: int = 0) -> list[Attachment]:
    kinds = ["image/jpeg"] * pictures + ["video/mp4"] * videos + ["application/pdf"] * papers
    return [Attachment(f"fil_{number}", "anh.jpg", kind, 1) for number, kind in enumerate(kinds)]


def test_pictures_and_a_video_are_taken() -> None:
    check_evidence(files())
    check_evidence(files(MAX_PICTURES, MAX_VIDEOS))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (files(MAX_PICTURES + 1), EvidenceRefusal.TOO_MANY),
        (files(1, MAX_VIDEOS + 1), EvidenceRefusal.TOO_MANY),
        (files(1, 0, 1), EvidenceRefusal.OTHER_KIND),
    ],
)
def test_what_a_report_does_not_take_is_refused_with_the_reason(
    given: list[Attachment], reason: EvidenceRefusal
) -> None:
    with pytest.raises(EvidenceRefused) as refused:
        check_evidence(given)
    assert refused.value.reason is reason
