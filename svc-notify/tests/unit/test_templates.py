import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from svc_notify.domain.template_versions import Templates
from svc_notify.domain.templates import TemplateError, Value, ValueType, fits, render
from svc_notify.sources.catalogue import catalogue
from svc_notify.sources.dossier import DossierMilestone
from svc_notify.sources.template_files import FOLDER, TemplateFileError, load_templates, parse

TEMPLATES = load_templates()
MILESTONES = tuple(catalogue().push_policy)
ANY: Mapping[ValueType, Value] = {
    ValueType.CODE: "HS0123456789A",
    ValueType.TEXT: "Đăng ký khai sinh",
    ValueType.LIST: ("Giấy chứng sinh", "CCCD của người cha"),
    ValueType.MOMENT: datetime(2026, 11, 25, 1, 0, tzinfo=UTC),
    ValueType.MONEY: 1_250_000,
}
"""What a source may give: a new one needs no line here."""
VALUES: Mapping[str, Value] = {
    **{name: ANY[spec.type] for values in catalogue().values.values() for name, spec in values.items()},
    "dossier_code": "000.00.53.H48-261123-0001",
    "procedure_name": "Đăng ký khai sinh",
    "agency_name": "UBND xã Bình Sơn",
    "occurred_at": datetime(2026, 11, 23, 1, 5, tzinfo=UTC),
    "due_at": datetime(2026, 11, 30, 10, 0, tzinfo=UTC),
    "reason": "Giấy chứng sinh bị mờ.",
    "documents": ("Giấy chứng sinh", "CCCD của người cha"),
    "amount": 1_250_000,
    "received": 250_000,
    "expected": 1_500_000,
    "pay_by": datetime(2026, 12, 7, 10, 0, tzinfo=UTC),
    "answer_by": datetime(2026, 12, 1, 10, 0, tzinfo=UTC),
    "result_in_app": "tải ngay trong ứng dụng",
    "office_name": "UBND xã Bình Sơn",
    "starts_at": datetime(2026, 11, 25, 1, 0, tzinfo=UTC),
    "programme": "Dân ca bài chòi",
    "channel_name": "QNgTV1",
    "queue_number": "7",
    "bill_code": "PT0123456789A",
    "bill_title": "Học phí và các khoản thu tháng 11/2026",
    "payee_name": "Trường THCS Nghĩa Lộ",
    "shop_code": "CH0123456789A",
    "shop_name": "Tỏi Lý Sơn Bà Lan",
    "issuer": "UBND tỉnh Quảng Ngãi",
    "subject": "Bão số 12",
    "text": "Người dân vùng trũng sơ tán trước 18 giờ hôm nay.",
    "feedback_code": "PA-FY3U-RTC6E-D",
    "category_name": "Ổ gà, mặt đường hư hỏng",
    "field_name": "Giao thông",
    "received_by": datetime(2026, 11, 26, 2, 0, tzinfo=UTC),
    "resolved_by": datetime(2026, 12, 4, 2, 0, tzinfo=UTC),
    "answer_until": datetime(2026, 12, 5, 2, 0, tzinfo=UTC),
    "reopen_until": datetime(2026, 12, 11, 2, 0, tzinfo=UTC),
}
TEXT = st.text(min_size=1, max_size=600).filter(lambda text: bool(text.strip(" .;,")) and text.isprintable())


def definition(**changed: Any) -> dict[str, Any]:
    good: dict[str, Any] = yaml.load((FOLDER / "accepted.yaml").read_text(), yaml.CSafeLoader)
    return {**good, **changed}


def params(**changed: Any) -> dict[str, Any]:
    return {**definition()["params"], **changed}


def test_every_milestone_has_a_file_named_after_it() -> None:
    assert {path.stem.partition("@")[0] for path in FOLDER.glob("*.yaml")} == set(MILESTONES)
    assert all(TEMPLATES.of(milestone, 1).milestone == milestone for milestone in MILESTONES)


def test_the_acceptance_as_the_citizen_reads_and_hears_it() -> None:
    rendered = render(TEMPLATES.of(DossierMilestone.ACCEPTED, 1), VALUES)
    assert rendered.title == "Hồ sơ đã được tiếp nhận"
    assert rendered.body.splitlines() == [
        "Hồ sơ Đăng ký khai sinh của Ông/Bà đã được UBND xã Bình Sơn tiếp nhận lúc 08:05 23/11/2026.",
        "Mã hồ sơ: 000.00.53.H48-261123-0001.",
        "Hẹn trả kết quả: 17:00 30/11/2026.",
        "Ông/Bà theo dõi việc giải quyết hồ sơ trong ứng dụng.",
    ]
    assert rendered.plain_text == (
        "Hồ sơ đã được tiếp nhận. Hồ sơ Đăng ký khai sinh của Ông Bà đã được Ủy ban nhân dân xã Bình Sơn tiếp nhận lúc "
        "8 giờ 5 phút, ngày 23 tháng 11 năm 2026. Mã hồ sơ: 0 0 0 chấm 0 0 chấm 5 3 chấm H 4 8, gạch ngang, "
        "2 6 1 1 2 3, gạch ngang, 0 0 0 1. Hẹn trả kết quả: "
        "17 giờ, ngày 30 tháng 11 năm 2026. Ông Bà theo dõi việc giải quyết hồ sơ trong ứng dụng."
    )
    assert rendered.params["ngay_hen_tra"] == "17:00 30/11/2026"


@pytest.mark.parametrize("milestone", MILESTONES)
def test_a_missing_detail_is_said_in_words(milestone: str) -> None:
    rendered = render(
        TEMPLATES.of(milestone, 1),
        {
            **VALUES,
            "due_at": None,
            "reason": " … ",
            "documents": (),
            "amount": None,
            "received": None,
            "expected": None,
            "pay_by": None,
            "answer_by": None,
            "result_in_app": None,
        },
    )
    assert "None" not in rendered.body
    assert "{" not in rendered.title + rendered.body + rendered.plain_text
    assert all(rendered.params.values())


def test_who_has_a_result_in_the_app_is_not_sent_to_the_office() -> None:
    online = render(TEMPLATES.of(DossierMilestone.RESULT_READY, 1), VALUES)
    assert "Mời Ông/Bà nhận kết quả: tải ngay trong ứng dụng." in online.body
    on_paper = render(TEMPLATES.of(DossierMilestone.RESULT_READY, 1), {**VALUES, "result_in_app": None})
    assert "ứng dụng" not in on_paper.body and "nơi giải quyết hồ sơ" in on_paper.body


def test_several_documents_become_one_line_and_a_full_stop_is_not_doubled() -> None:
    rendered = render(TEMPLATES.of(DossierMilestone.SUPPLEMENT_REQUESTED, 1), VALUES)
    assert rendered.params["giay_to"] == "Giấy chứng sinh; CCCD của người cha"
    assert "Lý do: Giấy chứng sinh bị mờ.\n" in rendered.body
    assert "căn cước công dân của người cha" in rendered.plain_text


def test_a_text_beyond_zalos_limit_is_cut_between_words_for_zalo_only() -> None:
    reason = "Giấy tờ không hợp lệ " * 20
    rendered = render(TEMPLATES.of(DossierMilestone.REFUSED, 1), {**VALUES, "reason": reason})
    assert rendered.shortened == ("ly_do",)
    assert len(rendered.params["ly_do"]) <= 200
    assert rendered.params["ly_do"].endswith("lệ…") or rendered.params["ly_do"][-2] != " "
    assert " ".join(reason.split()) in rendered.body


def test_decomposed_vietnamese_counts_once() -> None:
    name = unicodedata.normalize("NFD", "ế" * 200)
    rendered = render(TEMPLATES.of(DossierMilestone.ACCEPTED, 1), {**VALUES, "procedure_name": name})
    assert len(name) == 600
    assert rendered.params["thu_tuc"] == "ế" * 200
    assert not rendered.shortened


def test_a_code_that_is_too_long_is_not_cut_and_does_not_fit() -> None:
    template = TEMPLATES.of(DossierMilestone.ACCEPTED, 1)
    rendered = render(template, {**VALUES, "dossier_code": "H" * 31})
    assert rendered.params["ma_ho_so"] == "H" * 31
    assert not fits(template, rendered.params)
    assert fits(template, render(template, VALUES).params)


def test_parameters_of_another_version_do_not_fit() -> None:
    assert not fits(TEMPLATES.of(DossierMilestone.ACCEPTED, 1), {"old_name": "x"})


def test_braces_in_what_an_officer_writes_stay_what_they_are() -> None:
    rendered = render(TEMPLATES.of(DossierMilestone.REFUSED, 1), {**VALUES, "reason": "{ma_nop} {0} %s"})
    assert "Lý do: {ma_nop} {0} %s." in rendered.body


@given(st.sampled_from(MILESTONES), TEXT, TEXT, st.lists(TEXT, max_size=5), st.integers(0, 10**12))
def test_text_of_any_length_ends_within_zalos_limits(
    milestone: str, name: str, reason: str, documents: list[str], amount: int
) -> None:
    values = {**VALUES, "procedure_name": name, "reason": reason, "documents": tuple(documents), "amount": amount}
    template = TEMPLATES.of(milestone, 1)
    rendered = render(template, values)
    assert fits(template, rendered.params)
    assert all(unicodedata.is_normalized("NFC", value) for value in rendered.params.values())
    assert all("\n" not in value and value for value in rendered.params.values())


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        (definition(milestone="paid"), "milestone"),
        (definition(version="1"), "version"),
        (definition(zalo_template_id=700102), "zalo_template_id"),
        (definition(useful_hours=0), "useful_hours"),
        (definition(title="  "), "title"),
        (definition(body="{ma_ho_so"), "body"),
        (definition(body=definition()["body"] + "{chua_khai_bao}"), "body"),
        (definition(params={}), "params"),
        (definition(colour="red"), "colour"),
        (definition(effective_from="2027-01-01"), "effective_from"),
        ({key: value for key, value in definition().items() if key != "body"}, "body"),
        (definition(params=params(du={"source": "reason", "type": "label", "max_length": 9})), "params.du.when_empty"),
        (
            definition(params=params(thua={"source": "agency_name", "type": "address", "max_length": 9})),
            "params.thua",
        ),
        (
            definition(params=params(ma_ho_so={"source": "dossier_code", "type": "code", "max_length": 31})),
            "params.ma_ho_so.max_length",
        ),
        (
            definition(params=params(ma_ho_so={"source": "dossier_code", "type": "number", "max_length": 9})),
            "params.ma_ho_so.type",
        ),
        (
            definition(params=params(ma_ho_so={"source": "dossier_code", "type": "date", "max_length": 9})),
            "params.ma_ho_so.type",
        ),
        (
            definition(params=params(ma_ho_so={"source": "full_name", "type": "code", "max_length": 9})),
            "params.ma_ho_so.source",
        ),
        (definition(params=params(mã={"source": "dossier_code", "type": "code", "max_length": 9})), "params.mã"),
        (
            definition(
                params=params(
                    ngay_hen_tra={"source": "due_at", "type": "date", "max_length": 20, "when_empty": "dài" * 9}
                )
            ),
            "params.ngay_hen_tra.when_empty",
        ),
    ],
)
def test_a_wrong_definition_is_refused_by_its_key(wrong: dict[str, Any], key: str) -> None:
    with pytest.raises(TemplateError) as refusal:
        parse(wrong)
    assert refusal.value.key == key


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda folder: (folder / "refused.yaml").write_text("a: [", encoding="utf-8"), "refused.yaml: not YAML"),
        (lambda folder: (folder / "refused.yaml").write_text("- 1", encoding="utf-8"), "refused.yaml: must be"),
        (lambda folder: (folder / "refused.yaml").unlink(), "refused: has no template"),
        (
            lambda folder: (folder / "x.yaml").write_text((folder / "refused.yaml").read_text()),
            "refused@1: is there twice",
        ),
        (
            lambda folder: (folder / "refused.yaml").write_text(
                (folder / "refused.yaml").read_text().replace("type: code", "type: cod")
            ),
            "refused.yaml: params.ma_nop.type: unknown type 'cod'",
        ),
    ],
)
def test_a_wrong_file_stops_the_start_and_is_named(tmp_path: Path, spoil: Callable[[Path], object], said: str) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    load_templates(folder=tmp_path)
    spoil(tmp_path)
    with pytest.raises(TemplateFileError) as refusal:
        load_templates(folder=tmp_path)
    assert said in str(refusal.value)


def test_zalos_ids_can_be_given_from_outside() -> None:
    templates = load_templates(zalo_template_ids={"accepted": "812345", "refused": ""})
    assert templates.of(DossierMilestone.ACCEPTED, 1).zalo_template_id == "812345"
    assert templates.of(DossierMilestone.REFUSED, 1).zalo_template_id == ""
    with pytest.raises(TemplateFileError, match="paid"):
        load_templates(zalo_template_ids={"paid": "1"})


VERSIONS = [
    replace(TEMPLATES.of(DossierMilestone.ACCEPTED, 1), zalo_template_id="700102"),
    parse(definition(version=2, effective_from=date(2027, 1, 1), zalo_template_id="700202")),
    parse(definition(version=3, effective_from=date(2027, 3, 1), zalo_template_id="700302")),
]
OTHERS = [template for template in TEMPLATES if template.milestone != DossierMilestone.ACCEPTED]


def test_a_version_begins_at_midnight_of_its_day_and_a_message_keeps_its_own() -> None:
    templates = Templates([*OTHERS, *VERSIONS], MILESTONES)
    new_year = datetime(2026, 12, 31, 17, tzinfo=UTC)  # midnight in Viet Nam

    def in_force(at: datetime) -> int:
        return templates.at(DossierMilestone.ACCEPTED, at).version

    assert in_force(datetime(2020, 1, 1, tzinfo=UTC)) == 1
    assert in_force(new_year - timedelta(microseconds=1)) == 1
    assert in_force(new_year) == 2
    assert in_force(datetime(2027, 6, 1, tzinfo=UTC)) == 3
    assert [templates.of(DossierMilestone.ACCEPTED, version).zalo_template_id for version in (1, 2, 3)] == [
        "700102",
        "700202",
        "700302",
    ]
    assert templates.of(DossierMilestone.ACCEPTED, 9).version == 3, "this one is gone"
    assert len(list(templates)) == len(MILESTONES) + 2


@pytest.mark.parametrize(
    ("versions", "said"),
    [
        ([], "accepted: has no template"),
        ([definition(), definition()], "accepted@1: is there twice"),
        ([definition(), definition(version=2)], "accepted@2: effective_from is missing: version 1 is in force"),
        (
            [
                definition(effective_from=date(2027, 1, 1)),
                definition(version=2, effective_from=date(2027, 1, 1)),
            ],
            "accepted@2: effective_from is not after that of version 1",
        ),
    ],
)
def test_versions_that_contradict_each_other_are_refused(versions: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(TemplateError, match=f"^{said}$"):
        Templates([*OTHERS, *map(parse, versions)], MILESTONES)


def test_with_several_versions_an_id_from_outside_names_one(tmp_path: Path) -> None:
    for path in FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    second = definition(version=2, effective_from=date(2027, 1, 1))
    (tmp_path / "accepted@2.yaml").write_text(yaml.safe_dump(second, allow_unicode=True))
    templates = load_templates({"accepted@2": "812345"}, folder=tmp_path)
    assert [templates.of(DossierMilestone.ACCEPTED, version).zalo_template_id for version in (1, 2)] == [
        "700102",
        "812345",
    ]
    with pytest.raises(TemplateFileError, match="several versions: name one, as accepted@1"):
        load_templates({"accepted": "812345"}, folder=tmp_path)
    with pytest.raises(TemplateFileError, match="unknown milestone or version 'accepted@3'"):
        load_templates({"accepted@3": "812345"}, folder=tmp_path)


@pytest.mark.parametrize("milestone", MILESTONES)
def test_every_text_has_one_voice(milestone: str) -> None:
    """Whoever reads it is *Ông/Bà*, and each line of a text is a whole sentence."""
    template = TEMPLATES.of(milestone, 1)
    said = f"{template.title}\n{template.body}"
    assert not re.search(r"\b(bạn|quý khách|anh/chị|cô/chú)\b", said, re.IGNORECASE)
    assert "Ông/Bà" in said or milestone in OF_NOBODY
    assert all(line[-1] in ".!?" for line in template.body.splitlines() if line.strip())
    assert not re.search(r" [.,;:]|\.\.|  ", said)


OF_NOBODY = {"public_notice", "public_warning"}
"""What an office writes itself."""


@pytest.mark.parametrize("milestone", MILESTONES)
def test_every_code_is_spelt_for_reading_aloud(milestone: str) -> None:
    template = TEMPLATES.of(milestone, 1)
    codes = {one.value: "PA-FY3U-RTC6E-D" for one in template.parameters if one.type is ValueType.CODE}
    aloud = render(template, {**VALUES, **codes}).plain_text
    assert "PA-FY3U" not in aloud
    assert aloud.count("P A, gạch ngang, F Y 3 U") == len(codes)


def test_what_somebody_wrote_is_said_as_a_voice_says_it() -> None:
    text = "Mời Ông/Bà đến UBND từ 20:00 ngày 05/12/2026, mang theo hồ sơ HS-B5SA-YKK7-SZJC."
    aloud = render(TEMPLATES.of("public_notice", 1), {**VALUES, "text": text}).plain_text
    assert "Mời Ông Bà đến Ủy ban nhân dân từ 20 giờ ngày 5 tháng 12 năm 2026" in aloud
    assert "H S, gạch ngang, B 5 S A" in aloud


def test_a_demand_without_a_day_promises_no_day() -> None:
    values = {**VALUES, "answer_by": None}
    body = render(TEMPLATES.at(DossierMilestone.SUPPLEMENT_REQUESTED, datetime(2026, 11, 25, tzinfo=UTC)), values).body
    assert "Hạn bổ sung: không ấn định ngày cụ thể." in body
