import json
import subprocess
import sys

import pytest

from shared.redaction import (
    HIDDEN,
    has_personal_number,
    personal_numbers,
    redact,
    redact_text,
    without_personal_numbers,
)

SECRETS = ["0912345678", "84912345678", "+84912345678", "051085000123", "mongodb://u:p4ss@h/x"]


@pytest.mark.parametrize("secret", SECRETS)
def test_personal_numbers_phones_and_passwords_in_text_are_hidden(secret: str) -> None:
    shown = redact_text(f"trước {secret} sau")
    assert HIDDEN in shown
    assert "0912345678" not in shown
    assert "912345678" not in shown
    assert "051085000123" not in shown
    assert "p4ss" not in shown


def test_tokens_are_hidden_by_shape_and_by_name() -> None:
    assert redact_text("Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJjaXQifQ.c2ln") == f"Bearer {HIDDEN}"
    assert redact("refresh_token", "abc") == HIDDEN
    assert redact("headers", {"Authorization": "x", "accept": "y"}) == {"Authorization": HIDDEN, "accept": "y"}


def test_ids_times_and_codes_stay_readable() -> None:
    for text in ("dos_01KAMW3T6V5E2Q1G7Q3Z9S4R8N", "000.00.53.H48-220921-0099", "2026-11-22T08:30:00.125Z"):
        assert redact_text(text) == text
    assert redact("offset", 912345678) == 912345678


@pytest.mark.process
def test_a_log_line_is_one_json_object_without_what_must_not_be_in_it() -> None:
    program = (
        "from shared.logs import configure_logs, get_logger; import logging;"
        "configure_logs('svc-x', 'info');"
        "get_logger().info('phone_linked', note='gọi 0912345678', phone='84912345678');"
        "logging.getLogger('driver').warning('lost %s', 'mongodb://u:p4ss@h');"
        "get_logger().debug('not_shown')"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.decode()
    first, second = (json.loads(line) for line in out.splitlines())
    assert (first["event"], first["service"], first["level"]) == ("phone_linked", "svc-x", "info")
    assert first["phone"] == HIDDEN
    assert second["logger"] == "driver"
    assert "912345678" not in out
    assert "p4ss" not in out


@pytest.mark.process
def test_a_library_that_repeats_itself_is_heard_once() -> None:
    program = (
        "from shared.logs import configure_logs; import logging;"
        "configure_logs('svc-x', 'info'); log = logging.getLogger('driver');"
        "[log.error('Unable to connect to %s', number) for number in range(500)];"
        "log.error('Another matter')"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout.decode()
    assert [json.loads(line)["event"] for line in out.splitlines()] == ["Unable to connect to 0", "Another matter"]


@pytest.mark.parametrize(
    "text",
    ["Gọi 0905123456", "gọi 0905 123 456 nhé", "0905.123.456", "+84 905 123 456", "số 051095001234", "051 095 001 234"],
)
def test_a_text_that_names_somebody_by_number_is_known(text: str) -> None:
    assert has_personal_number(text)
    assert not any(part.isdigit() for part in redact_text(text).split())


@pytest.mark.parametrize(
    "text",
    [
        "000.00.53.H48-260723-0001",
        "Phí 100.000.000.000 đồng",
        "tổng đài 1900 1234, máy bàn 0255 3822 456",
        "ngày 05/08/2026",
        "HS-7K3M-Q9WX-52TA",
        "Nghị định 61/2018/NĐ-CP",
        "Phí 120.000.000 đồng, tức 120 000 000 đồng hay 120000000 đồng",
        "Lô hàng 1234567890, toạ độ 15.123456789",
        "Số 123456789/GP-UBND",
        "Bưu gửi RA123456789VN, chuyển khoản FT26330123456789",
        "Số 12/GP-UBND, tờ bản đồ 0345a, thẻ GD4510123456789",
        "000.00.05.H08-261123-0001 và 000.00.53.H03-261123-123456",
        "art_01KAMW3T6V5E2Q1G7Q3Z9S4R8N, 2026-11-22T08:30:00.125Z",
        "Hẹn 05.08.2026 07h30 hoặc 05.08.2026 07:30, ngày 05-08-2026 lúc 9h",
        "cho350000000đ, toạ độ N15.0912345678 E108.0912345678",
    ],
)
def test_codes_sums_dates_and_hotlines_name_nobody(text: str) -> None:
    assert not has_personal_number(text)


def test_the_number_of_an_old_identity_card_is_known_in_what_people_write() -> None:
    assert personal_numbers("CMND 212345678, gọi 0905 123 456.") == ["CMND 212345678", "0905 123 456"]
    assert personal_numbers("của bà Lan: 212345678") == ["212345678"]
    assert redact_text("offset 212345678") == "offset 212345678", "in a log it is a number like any other"


@pytest.mark.parametrize(
    "written",
    [
        "(0905) 123 456",
        "0905/123/456",
        "0905\n123\n456",
        "Gọi lại:\n0905 123\r\n456",
        "0905  123  456",
        "０９０５１２３４５６",
        "+84 (0)905 123 456",
        "sđt0905123456",
        "0510 9012 3456",
        "051090 123456",
        "051-090-123-456",
        "CMND 212 345 678",
        "CMND212345678",
        "sđt0912345678nhé",
        "Zalo0912345678",
        "zalo84912345678",
        "0912345678Lan",
        "Lan_0912345678",
        "ĐT.0912345678",
        "Lan0912.345.678",
        "0912 345 678nhé",
        "0912/345/678nhé",
        "O912345678",
        "CCCD051090123456",
        "Lan051 090 123 456nhé",
    ],
)
def test_a_number_of_a_person_is_known_however_it_is_grouped(written: str) -> None:
    assert has_personal_number(f"Gọi {written}, sau giờ làm việc.")


def test_a_number_that_another_system_wrote_is_hidden_however_it_is_written() -> None:
    note = "Bổ sung giấy tờ.\nGọi Lan0912345678nhé, CMND212345678."
    assert without_personal_numbers(note) == f"Bổ sung giấy tờ. Gọi Lan{HIDDEN}nhé, {HIDDEN}."
    assert without_personal_numbers("Hẹn trả\nngày 05/08/2026") == "Hẹn trả\nngày 05/08/2026"


@pytest.mark.parametrize(
    "written",
    ["24/11/2026 08:30", "08-11-2026 0830", "212 345 678 đồng", "100.000.000.000", "000.00.01.H48-261123-000123"],
)
def test_dates_sums_and_codes_are_no_numbers_of_a_person(written: str) -> None:
    assert not has_personal_number(f"Hẹn {written}.")
