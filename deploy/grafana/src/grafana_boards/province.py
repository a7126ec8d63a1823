"""The board for whoever answers for the app: the letter's four figures, each with its base and period."""

from grafana_boards.board import NO_BASE, Board, Row, at_least, below, line, nonzero, number
from grafana_boards.names import ALERTS, CHANNELS, HANDLING_CLASSES, STATES, WAYS_IN

YEAR = "Hồ sơ tiếp nhận trong tháng này và 11 tháng trước."
RECEIVED = "sum(max by (channel) (dossier_received_of_year))"
ONLINE = 'sum(max by (channel) (dossier_received_of_year{channel="online"}))'
RATED = "sum(max by (level) (dossier_ratings_of_year))"
SATISFIED = 'sum(max by (level) (dossier_ratings_of_year{level=~"satisfied|very_satisfied"}))'


def share(part: str, whole: str) -> str:
    """The query of a share, which has no value, rather than 0, where there is nothing."""
    return f"{part} / ({whole} > 0)"


BOARD = Board(
    "province",
    "Toàn tỉnh",
    "Bốn số liệu của ứng dụng và tình hình giải quyết hồ sơ. Trùng với GET /v1/staff/province-figures.",
    (
        Row(
            "Bốn số liệu",
            (
                number(
                    "Người sử dụng (đến nay)",
                    "max(gateway_users)",
                    about="Số người đã đăng nhập ít nhất một lần.",
                    width=8,
                ),
                number(
                    "Trên 45 tuổi (đến nay)",
                    share("max(gateway_users_over_45)", "max(gateway_users_of_known_age)"),
                    "percentunit",
                    "Trong số người đã khai năm sinh; tính người tròn 46 tuổi trở lên trong năm nay.",
                    width=8,
                    decimals=1,
                    missing=NO_BASE,
                    quiet=True,
                ),
                number(
                    "… trên số người đã khai năm sinh",
                    "max(gateway_users_of_known_age)",
                    about="Mẫu số của tỷ lệ bên cạnh.",
                    width=8,
                ),
                number(
                    "Lượt truy cập một tháng (bình quân 12 tháng)",
                    "max(gateway_visits_a_month)",
                    about="Lượt kết thúc sau 30 phút không thao tác; tháng chưa hết tính theo số ngày.",
                    width=8,
                    decimals=0,
                    quiet=True,
                    missing=NO_BASE,
                ),
                number(
                    "Hồ sơ nộp trực tuyến (12 tháng)",
                    share(ONLINE, RECEIVED),
                    "percentunit",
                    YEAR + " Từ 30 % là hai điểm, từ 15 % là một điểm (Điều 13 Thông tư 01/2018/TT-VPCP).",
                    width=8,
                    decimals=1,
                    steps=at_least(0.3, 0.15),
                    missing=NO_BASE,
                ),
                number("… trên số hồ sơ tiếp nhận", RECEIVED, about="Mẫu số của tỷ lệ bên cạnh. " + YEAR, width=8),
            ),
        ),
        Row(
            "Người dùng và lượt truy cập",
            (
                number("Lượt truy cập tháng này", "max(gateway_visits)", width=6),
                number("Người dùng hoạt động tháng này", "max(gateway_users_active)", width=6),
                number(
                    "Tỷ lệ quay lại",
                    share("max(gateway_users_returning)", "max(gateway_users_active)"),
                    "percentunit",
                    "Trong số người dùng hoạt động tháng này, những người đã từng vào trước đó.",
                    width=6,
                    decimals=1,
                    missing=NO_BASE,
                ),
                number(
                    "Số liệu đếm lúc",
                    "max(gateway_figures_counted_timestamp_seconds) * 1000",
                    "dateTimeAsLocal",
                    "Đếm lại mỗi phút.",
                    width=6,
                ),
                line("Người sử dụng", "max(gateway_users)", width=24, decimals=0),
            ),
        ),
        Row(
            "Hồ sơ",
            (
                number(
                    "Đúng hạn (12 tháng)",
                    share("max(dossier_on_time_of_year)", "max(dossier_judged_of_year)"),
                    "percentunit",
                    "Chỉ số 2.1, Quyết định 766/QĐ-TTg. " + YEAR,
                    decimals=1,
                    missing=NO_BASE,
                ),
                number("… trên số hồ sơ có hạn", "max(dossier_judged_of_year)"),
                number("Đang quá hạn", "max(dossier_overdue)", steps=below(1)),
                number(
                    "Hài lòng (12 tháng)",
                    share(SATISFIED, RATED),
                    "percentunit",
                    "Hài lòng và rất hài lòng trên số đánh giá (Thông tư 32/2017/TT-BTTTT). "
                    "Mục tiêu 90 %, như chỉ số 5.3 của Quyết định 766/QĐ-TTg.",
                    decimals=1,
                    quiet=True,
                    steps=at_least(0.9),
                    missing=NO_BASE,
                ),
                number("… trên số đánh giá", RATED),
                number(
                    "Qua ứng dụng (12 tháng)",
                    share("max(dossier_received_mini_app_of_year)", RECEIVED),
                    "percentunit",
                    "Nộp bằng ứng dụng trong Zalo. " + YEAR,
                    decimals=1,
                    missing=NO_BASE,
                ),
                line(
                    "Hồ sơ theo trạng thái",
                    ("max by (state) (dossier_dossiers)", "{{state}}"),
                    width=12,
                    decimals=0,
                    names=STATES,
                ),
                line(
                    "Hồ sơ tiếp nhận 12 tháng theo kênh",
                    ("max by (channel) (dossier_received_of_year)", "{{channel}}"),
                    width=12,
                    decimals=0,
                    names=WAYS_IN,
                ),
            ),
        ),
        Row(
            "Phản ánh và tin nhắn",
            (
                line(
                    "Phản ánh một ngày",
                    ("sum by (handling_class) (increase(feedback_reports_total[1d]))", "{{handling_class}}"),
                    decimals=0,
                    names=HANDLING_CLASSES,
                ),
                line(
                    "Tin gửi đến người dân một giờ",
                    nonzero(
                        'sum by (channel) (increase(notify_attempts_total{outcome="accepted"}[1h]))', "{{channel}}"
                    ),
                    decimals=0,
                    names=CHANNELS,
                ),
                line(
                    "Cảnh báo hạn của phản ánh một ngày",
                    ("sum by (level) (increase(feedback_alerts_total[1d]))", "{{level}}"),
                    decimals=0,
                    names=ALERTS,
                ),
            ),
        ),
    ),
    span="now-30d",
)
