"""The published data: complete, consistent, and as the contract has it."""

from datetime import date

import pytest
from jsonschema_rs import meta

from shared.reference.agency_kind import AgencyKind
from svc_dossier.catalogue.catalogue import Catalogue, Published
from svc_dossier.catalogue.data_files import read
from svc_dossier.catalogue.form_schema import walk
from svc_dossier.catalogue.procedure_file import Level, ProcedureFile, file_name
from svc_dossier.catalogue.rules import agencies
from svc_dossier.catalogue.shipped import (
    PublishedFileChanged,
    as_published,
    compiler_for,
    digest,
    shipped_catalogue,
    shipped_files,
)
from svc_dossier.catalogue.wording import Wording
from svc_dossier.domain.deadlines import ProcessingTime, Unit
from svc_dossier.domain.procedure import SubmissionMode
from svc_dossier.domain.transitions import Action, State

TODAY = date(2026, 11, 23)
OFFICES = agencies("H48")
COMPILER = compiler_for(OFFICES)
CATALOGUE = shipped_catalogue(OFFICES)
CODES = {
    "1.001193": "Đăng ký khai sinh",
    "1.000894": "Đăng ký kết hôn",
    "1.000656": "Đăng ký khai tử",
    "1.004873": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "2.000635": "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",
    "1.004884": "Đăng ký lại khai sinh",
    "2.000815": "Chứng thực bản sao từ bản chính",
    "2.000884": "Chứng thực chữ ký",
    "1.004222": "Đăng ký thường trú",
    "1.004194": "Đăng ký tạm trú",
    "1.010038": "Tách hộ",
    "1.001612": "Đăng ký thành lập hộ kinh doanh",
    "1.013225": "Cấp giấy phép xây dựng mới: công trình cấp III, IV và nhà ở riêng lẻ",
    "1.001776": "Thực hiện trợ cấp xã hội hàng tháng",
    "1.001699": "Xác định mức độ khuyết tật, cấp Giấy xác nhận khuyết tật",
    "2.000986": "Liên thông: đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
    "3.000333": "Cấp Phiếu lý lịch tư pháp",
    "1.012789": "Cung cấp thông tin, dữ liệu đất đai",
}


def latest_files() -> list[ProcedureFile]:
    return list({file.code: file for file in sorted(shipped_files(COMPILER), key=lambda file: file.version)}.values())


def of(code: str) -> Published:
    published = CATALOGUE.in_force(code, TODAY)
    assert published is not None
    return published


FOUND = {
    item.file.code: item.file.name
    for _, item in CATALOGUE.search("", TODAY, sector=None, level=None, after=None, limit=1000)
}


def test_the_eighteen_procedures_of_the_contract() -> None:
    """A province adds its own, which need no line here."""
    assert CODES.items() <= FOUND.items()


@pytest.mark.parametrize("code", FOUND)
def test_a_form_is_a_valid_schema_bounded_and_with_a_fitting_example(code: str) -> None:
    published = of(code)
    assert (published.form is not None) == (published.procedure.submission_mode is SubmissionMode.PROVINCIAL_API)
    if published.form is None:
        return
    meta.validate(published.form.schema)
    for _, part in walk(published.form.schema):
        assert part["title"]
        assert part.get("type") != "object" or part["additionalProperties"] is False
    example = published.form.schema["examples"][0]
    assert published.form.errors(example, TODAY) == []
    assert {("nguoi_yeu_cau", "so_dinh_danh"), ("nguoi_yeu_cau", "dien_thoai")} <= {*published.form.personal}


@pytest.mark.parametrize("code", FOUND)
def test_no_required_field_is_said_to_be_optional(code: str) -> None:
    """Each form is read as it will be once every published version is in force."""
    published = CATALOGUE.in_force(code, date(2100, 1, 1))
    assert published is not None
    if published.form is None:
        return
    for _, part in walk(published.form.schema):
        for name in part.get("required", ()):
            said = f"{part['properties'][name]['title']} {part['properties'][name].get('description', '')}".casefold()
            assert not [word for word in ("trống", "nếu có", "không bắt buộc") if word in said], name


@pytest.mark.parametrize(
    ("code", "form", "time"),
    [
        ("1.001193", {}, ProcessingTime(1, Unit.WORKING_DAY)),
        ("1.004222", {}, ProcessingTime(7, Unit.WORKING_DAY)),
        ("1.013225", {"loai_cong_trinh": "nha_o_rieng_le"}, ProcessingTime(7, Unit.WORKING_DAY)),
        ("1.013225", {"loai_cong_trinh": "cong_trinh_cap_iv"}, ProcessingTime(10, Unit.WORKING_DAY)),
        ("3.000333", {}, ProcessingTime(15, Unit.CALENDAR_DAY)),
        ("1.001776", {}, None),
    ],
)
def test_processing_times(code: str, form: dict[str, str], time: ProcessingTime | None) -> None:
    assert of(code).procedure.processing_time(form) == time


@pytest.mark.parametrize(
    ("code", "channel", "amount"),
    [
        ("1.004222", "direct", 20_000),
        ("1.004222", "online", 10_000),
        ("1.010038", "online", 5_000),
        ("2.000635", None, 8_000),
        ("1.004873", None, None),  # set by the provincial council, not known here
    ],
)
def test_fees(code: str, channel: str | None, amount: int | None) -> None:
    fees = [fee for fee in of(code).file.fees if fee.channel == channel]
    assert amount in [fee.amount for fee in fees]
    assert all(fee.note for fee in fees if fee.amount is None)


def test_the_96_communes_and_the_offices_of_the_province() -> None:
    kinds = [office.kind for office in OFFICES.values()]
    assert kinds.count(AgencyKind.WARD) == 9
    assert kinds.count(AgencyKind.SPECIAL_ZONE) == 1
    assert kinds.count(AgencyKind.COMMUNE) == 86
    assert OFFICES["21548"].name == "UBND đặc khu Lý Sơn"
    assert {"so-tu-phap", "cong-an-tinh", "van-phong-dang-ky-dat-dai", "trung-tam-phuc-vu-hanh-chinh-cong"} <= {
        *OFFICES
    }


def test_who_receives() -> None:
    assert len(of("1.001193").procedure.agencies) == 96
    assert len(of("2.000635").procedure.agencies) == 97
    assert {*of("3.000333").procedure.agencies} == {"cong-an-tinh"}
    assert of("1.004222").file.levels == [Level.COMMUNE_POLICE]


def test_a_file_with_an_unknown_member_stops_the_start() -> None:
    content = of("1.001193").file.model_dump()
    with pytest.raises(ValueError, match="colour"):
        ProcedureFile.model_validate({**content, "colour": "red"})


@pytest.mark.parametrize("file", shipped_files(COMPILER), ids=file_name)
def test_a_file_that_was_published_says_what_it_said_then(file: ProcedureFile) -> None:
    """A new file needs its line in ``published_procedures.yaml``, which ``make docs`` writes."""
    now = digest(read(f"procedures/{file_name(file)}"))
    assert as_published()[file_name(file)] == now, str(PublishedFileChanged(file))


def test_an_edit_of_a_published_file_is_seen_and_its_layout_is_free() -> None:
    content = read("procedures/2.000635.v1.yaml")
    assert digest({**content, "name": f"{content['name']}, sửa"}) != digest(content)
    assert digest(dict(reversed(content.items()))) == digest(content)


@pytest.mark.parametrize("file", latest_files(), ids=file_name)
def test_nobody_is_told_to_leave_empty_what_is_required(file: ProcedureFile) -> None:
    form = COMPILER.compiled(file).form
    for _, part in walk(form.schema) if form else ():
        for name in part.get("required", ()):
            help_text = part["properties"][name].get("description", "") if "properties" in part else ""
            assert "để trống" not in help_text, f"{name}: {help_text}"


def test_a_later_version_is_in_force_from_its_day_and_the_earlier_stays_pinned() -> None:
    first = of("1.001193")
    file = first.file.model_copy(update={"version": 2, "effective_from": date(2027, 3, 1)})
    second = Published(file.procedure(OFFICES), first.form, file, first.indexed)
    both = Catalogue([second, first])
    assert both.in_force("1.001193", date(2027, 2, 28)) is first
    assert both.in_force("1.001193", date(2027, 3, 1)) is second
    assert both.in_force("1.001193", date(2020, 1, 1)) is None
    assert both.pinned("1.001193", 1) is first


def test_every_state_and_action_has_words() -> None:
    wording = Wording.load()
    assert {*wording.labels} == {*wording.nexts} == set(State)
    assert {*wording.actions} == set(Action)
    assert wording.labels[State.SUPPLEMENT_REQUESTED] == "Yêu cầu bổ sung giấy tờ"
