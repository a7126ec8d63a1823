from dataclasses import replace

import pytest

from svc_notify.domain.template_check import Approved, differences
from svc_notify.sources.dossier import DossierMilestone
from svc_notify.sources.template_files import load_templates

TEMPLATE = load_templates().of(DossierMilestone.ACKNOWLEDGED, 1)
LIMITS = {parameter.name: parameter.max_length for parameter in TEMPLATE.parameters}
APPROVED = Approved("ENABLE", LIMITS, frozenset(LIMITS))


def test_what_zalo_approved_as_it_is_has_no_difference() -> None:
    assert differences(TEMPLATE, APPROVED) == []
    assert differences(TEMPLATE, replace(APPROVED, limits=dict.fromkeys(LIMITS, 10_000))) == []


@pytest.mark.parametrize(
    ("approved", "line"),
    [
        (None, "Zalo không có mẫu 700101"),
        (replace(APPROVED, status="DISABLE"), "mẫu 700101 đã bị Zalo khóa"),
        (replace(APPROVED, status="?"), "mẫu 700101 ?"),
        (
            replace(APPROVED, required=APPROVED.required | {"ho_ten"}, limits={**LIMITS, "ho_ten": 30}),
            "thiếu tham số ho_ten mà Zalo bắt buộc",
        ),
        (replace(APPROVED, limits={**LIMITS, "ma_nop": 20}), "tham số ma_nop cho phép 30 ký tự, Zalo chỉ nhận 20"),
    ],
)
def test_each_difference_is_a_sentence(approved: Approved | None, line: str) -> None:
    assert differences(TEMPLATE, approved) == [line]


def test_a_parameter_that_zalo_does_not_know_and_a_template_without_an_id() -> None:
    less = {name: limit for name, limit in LIMITS.items() if name != "ma_nop"}
    assert differences(TEMPLATE, Approved("ENABLE", less, frozenset(less))) == [
        "tham số ma_nop không có trong mẫu đã duyệt"
    ]
    assert differences(replace(TEMPLATE, zalo_template_id=""), None) == ["chưa có mã mẫu của Zalo"]
