"""How a text is to be written that must keep to a pattern, said to who typed it.

A pattern alone is known when it does not fit, so its words are found by it; that each has some,
``tests/guards/test_written_forms.py`` watches.
"""

from collections.abc import Mapping

_CHOSEN = "Mã này không do người dùng tự ghi. Vui lòng chọn lại trong danh sách."
_SHORT_CODE = "Chỉ dùng chữ thường không dấu và chữ số, giữa các từ có dấu -, ví dụ khai-sinh."
_PASSED_ON = "Chỉ gồm chữ không dấu, chữ số và dấu câu, không có dấu cách."
_OFFICER = "Phải là mã cán bộ, hoặc me nếu là chính mình."

FORMS: Mapping[str, str] = {
    # figures
    r"^[0-9]{12}$": "Phải gồm đúng 12 chữ số.",
    r"^[0-9]{6}$": "Phải gồm đúng 6 chữ số.",
    r"^[0-9]{5}$": "Phải gồm đúng 5 chữ số.",
    r"^[0-9]{5,24}$": "Phải gồm từ 5 đến 24 chữ số.",
    r"^[0-9]{1,8}$": "Phải gồm từ 1 đến 8 chữ số.",
    r"^[0-9][0-9 .]{0,18}[0-9]$": "Phải gồm từ 2 đến 20 chữ số, dấu cách và dấu chấm, ví dụ 0255 3822 862.",
    # figures and letters, as papers have them
    r"^[0-9A-Za-z]{6,19}$": "Phải gồm từ 6 đến 19 chữ số hoặc chữ không dấu.",
    r"^[0-9A-Za-z][0-9A-Za-z._-]{0,28}[0-9A-Za-z]$": "Phải có từ 2 đến 30 ký tự, đầu và cuối là chữ hoặc "
    "số: chữ không dấu, chữ số và các dấu . _ -",
    r"^[0-9A-Za-z][0-9A-Za-z_-]{0,19}$": "Phải có từ 1 đến 20 ký tự, đầu là chữ hoặc số: chữ không dấu, chữ số và "
    "các dấu _ -",
    r"^[0-9A-Za-z._-]{1,60}$": "Phải có từ 1 đến 60 ký tự: chữ không dấu, chữ số và các dấu . _ -",
    r"^[0-9A-Za-z/._-]{1,30}$": "Phải có từ 1 đến 30 ký tự: chữ không dấu, chữ số và các dấu / . _ -",
    r"^[A-Za-z0-9._:-]{1,100}$": "Phải có từ 1 đến 100 ký tự: chữ không dấu, chữ số và các dấu . _ : -",
    # codes that are printed, or told by us
    r"^[0-9]\.[0-9]{6}$": "Phải gồm một chữ số, dấu chấm và 6 chữ số, ví dụ 1.001193.",
    r"^[GH][0-9]{2}-[A-Z]{2}[0-9]{2}$": "Phải ghi như H48-TP01: G hoặc H và 2 chữ số, dấu -, 2 chữ in hoa và 2 chữ số.",
    r"^BN[0-9]{4}-[0-9]{8}$": "Phải ghi như BN2026-00000001: BN và 4 chữ số, dấu -, 8 chữ số.",
    r"^PA-[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]$": "Phải ghi như PA-FY3U-RTC6E-D, đủ các chữ, số và dấu -",
    r"^HD-[0-9A-Z]{4}-[0-9A-Z]{5}-[0-9A-Z]$": "Phải ghi như HD-FY3U-RTC6E-D, đủ các chữ, số và dấu -",
    # short codes that officers and editors give
    r"^[a-z0-9]+(-[a-z0-9]+)*$": _SHORT_CODE,
    r"^[a-z0-9-]{0,40}$": "Nhiều nhất 40 ký tự: chữ thường không dấu, chữ số và dấu -",
    r"^[a-z0-9][a-z0-9-]{1,59}$": "Phải có từ 2 đến 60 ký tự: chữ thường không dấu, chữ số và dấu -",
    r"^[a-z0-9][a-z0-9.-]{0,63}$": "Phải có từ 1 đến 64 ký tự: chữ thường không dấu, chữ số và các dấu . -",
    r"^[a-z0-9][a-z0-9._-]{1,39}$": "Phải có từ 2 đến 40 ký tự: chữ thường không dấu, chữ số và các dấu . _ -",
    r"^[a-z]{2,20}$": "Phải gồm từ 2 đến 20 chữ thường không dấu.",
    r"^[a-z_]{2,40}$": "Phải có từ 2 đến 40 ký tự: chữ thường không dấu và dấu _",
    # addresses, and texts in one line
    r"^(https?://[^ ]+)?$": "Phải là địa chỉ trang mạng bắt đầu bằng http:// hoặc https://, không có dấu cách.",
    r"^[!-?A-~]{1,64}@[!-?A-~]{1,190}$": "Phải là địa chỉ thư điện tử, ví dụ vanphong@quangngai.gov.vn.",
    r"^[^\x00-\x1f\x7f-\x9f]+$": "Phải viết trên một dòng, không có ký tự điều khiển.",
    # what is chosen
    r"^(me|none|stf_[0-9A-Za-z_]{1,60})$": "Phải là mã cán bộ, me nếu là chính mình, hoặc none nếu chưa giao.",
    r"^(me|stf_[0-9A-Za-z_]{1,60})$": _OFFICER,
    r"^(open|closed)(,(open|closed))*$": "Phải là open, closed, hoặc cả hai, cách nhau bằng dấu phẩy.",
    # ids, which an app takes out of an answer
    r"^[a-z]{3}_[0-9A-Z]{26}$": _CHOSEN,
    r"^brd_[0-9A-Za-z]{1,40}$": _CHOSEN,
    r"^cit_[0-9A-Za-z]{1,40}$": _CHOSEN,
    r"^dft_[0-9A-Z]{26}$": _CHOSEN,
    r"^dos_[0-9A-Z]{26}$": _CHOSEN,
    r"^dos_[0-9A-Za-z]{1,40}$": _CHOSEN,
    r"^fil_[0-9A-Z]{26}$": _CHOSEN,
    # what other systems made, passed on as it is
    r"^[A-Za-z0-9._~-]+$": _PASSED_ON,
    r"^[A-Za-z0-9._~-]{0,200}$": _PASSED_ON,
    r"^[A-Za-z0-9_-]+$": _PASSED_ON,
    r"^[A-Za-z0-9_-]{43}$": "Phải có đúng 43 ký tự: chữ không dấu, chữ số và các dấu _ -",
    r"^[\x21-\x7e]*$": _PASSED_ON,
    r"^[\x21-\x7e]+$": _PASSED_ON,
}
