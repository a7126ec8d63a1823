"""Money: what providers told, and what is still open."""

from grafana_boards.board import DURATION, Board, Row, below, line, nonzero, number

BOARD = Board(
    "money",
    "Tiền",
    "Thông báo của đơn vị thanh toán, khoản chưa rõ, giao dịch chưa khớp.",
    (
        Row(
            "Còn mở",
            (
                number("Khoản chưa rõ", "max(payment_unsettled_payments)", about="Đếm đến 10.000.", steps=below(1)),
                number(
                    "… số tiền (đồng)",
                    "max(payment_unsettled_dong)",
                    "locale",
                    "Các khoản chưa rõ kết quả, hoặc tiền đã đến mà chưa ghi vào phiếu thu.",
                ),
                number("… lâu nhất", "max(payment_unsettled_seconds)", DURATION, steps=below(86_400)),
                number(
                    "Tiền vào chưa khớp",
                    "max(payment_unmatched_sums)",
                    about="Tiền vào mà chưa biết của khoản nào.",
                    steps=below(1),
                ),
                number(
                    "Sai chữ ký (24 giờ)",
                    'sum(increase(payment_callbacks_total{outcome="bad_signature"}[1d]))',
                    steps=below(1),
                ),
                number(
                    "Không ghi được (24 giờ)",
                    'sum(increase(payment_callbacks_total{outcome="our_fault"}[1d]))',
                    steps=below(1),
                ),
            ),
        ),
        Row(
            "Đang đến",
            (
                line(
                    "Thông báo của đơn vị thanh toán, một phút",
                    nonzero(
                        "sum by (provider, outcome) (rate(payment_callbacks_total[5m])) * 60",
                        "{{provider}} {{outcome}}",
                    ),
                    width=12,
                ),
                line(
                    "Thay đổi, một giờ",
                    nonzero("sum by (source, effect) (increase(payment_reports_total[1h]))", "{{source}} {{effect}}"),
                    width=12,
                    decimals=0,
                ),
                line(
                    "Phí hồ sơ, một giờ",
                    ("sum by (decision) (increase(dossier_payments_total[1h]))", "{{decision}}"),
                    width=12,
                    decimals=0,
                ),
                line(
                    "Sự kiện về tiền: độ chậm",
                    (
                        'max by (group) (consumer_lag_seconds{group=~"svc-payment.*|svc-dossier.payments"})',
                        "{{group}}",
                    ),
                    unit=DURATION,
                    width=12,
                ),
            ),
        ),
    ),
)
