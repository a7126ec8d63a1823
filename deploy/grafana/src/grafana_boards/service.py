"""One board for each service, all from this template: whoever knows one knows all."""

from collections.abc import Mapping

from grafana_boards.board import (
    DURATION,
    END,
    NO_BASE,
    YES_NO,
    Board,
    Row,
    at_least,
    below,
    largest,
    line,
    nonzero,
    number,
    quantile,
)

SERVICES: Mapping[str, str] = {
    "gateway": "Cổng",
    "svc-dossier": "Hồ sơ",
    "svc-feedback": "Phản ánh và hỏi đáp",
    "svc-payment": "Thanh toán",
    "svc-content": "Nội dung",
    "svc-notify": "Tin nhắn",
}


def board_of(job: str) -> Board:
    of = f'job="{job}"'
    own = "gateway" if job == "gateway" else "http"
    requests, seconds = f"{own}_requests_total", f"{own}_request_seconds"
    return Board(
        job,
        f"{SERVICES[job]} ({job})",
        f"Mọi tiến trình của {job}: yêu cầu, sự kiện, tài nguyên.",
        (
            Row(
                "Đang chạy",
                (
                    number("Tiến trình đang chạy", f"sum(up{{{of}}})", steps=at_least(1)),
                    number(
                        "Khởi động gần nhất",
                        f"max(process_start_time_seconds{{{of}}}) * 1000",
                        "dateTimeAsLocal",
                    ),
                    number(
                        "Yêu cầu lỗi (5 phút)",
                        f'(sum(rate({requests}{{{of},status=~"5.."}}[5m])) or vector(0))'
                        f" / (sum(rate({requests}{{{of}}}[5m])) > 0)",
                        "percentunit",
                        decimals=2,
                        quiet=True,
                        steps=below(0.02 if job == "gateway" else 0.05),
                        missing=NO_BASE,
                    ),
                    number(
                        "Thư chết đang chờ",
                        f"sum(max by (group) (dead_letters_waiting{{{of}}}))",
                        steps=below(1),
                    ),
                    number("Sự kiện chưa gửi", f"sum(max by (collection) (outbox_unsent_documents{{{of}}}))"),
                    number("Sự kiện chưa xử lý", f"sum(consumer_lag_events{{{of}}})"),
                ),
            ),
            Row(
                "Yêu cầu",
                (
                    line(
                        "Theo kết quả",
                        (f"sum by (status) (rate({requests}{{{of}}}[5m]))", "{{status}}"),
                        unit="reqps",
                        width=6,
                    ),
                    line(
                        "Thời gian",
                        (quantile(0.5, seconds, where=of), "p50"),
                        (quantile(0.95, seconds, where=of), "p95"),
                        (quantile(0.99, seconds, where=of), "p99"),
                        unit="s",
                        width=6,
                    ),
                    line("Đang trả lời", f"sum({own}_requests_in_flight{{{of}}})", width=6, decimals=0),
                    line(
                        "Lỗi phần mềm một giờ",
                        nonzero(
                            f"sum by (route) (increase(http_unexpected_errors_total{{{of}}}[1h]))",
                            "{{route}}",
                            quiet=True,
                        ),
                        width=6,
                        decimals=0,
                    ),
                    line(
                        "Đường chậm nhất lúc này, p99",
                        (
                            largest(
                                "method, route",
                                quantile(0.99, seconds, "method, route", of),
                                quantile(0.99, seconds, "method, route", of, END),
                            ),
                            "{{method}} {{route}}",
                        ),
                        unit="s",
                        width=24,
                        height=9,
                    ),
                ),
            ),
            Row(
                "Sự kiện",
                (
                    line(
                        "Nhận vào một giây, theo kết quả",
                        nonzero(
                            f"sum by (group, outcome) (rate(consumer_events_total{{{of}}}[5m]))",
                            "{{group}} {{outcome}}",
                            quiet=True,
                        ),
                        width=12,
                    ),
                    line(
                        "Độ chậm",
                        (f"max by (group) (consumer_lag_seconds{{{of}}})", "{{group}}"),
                        unit=DURATION,
                        width=12,
                    ),
                    line(
                        "Kafka trả lời",
                        (f"max by (group) (consumer_connected{{{of}}})", "{{group}}"),
                        unit=YES_NO,
                        about="Khi Kafka không trả lời thì không biết chậm bao nhiêu.",
                        width=12,
                        decimals=0,
                    ),
                    line(
                        "Gửi đi: chờ lâu nhất",
                        (f"max by (collection) (outbox_oldest_unsent_seconds{{{of}}})", "{{collection}}"),
                        unit=DURATION,
                        width=12,
                    ),
                ),
            ),
            Row(
                "Tài nguyên",
                (
                    line(
                        "CPU (100 % là một nhân)",
                        (f"sum by (instance) (rate(process_cpu_seconds_total{{{of}}}[5m]))", "{{instance}}"),
                        unit="percentunit",
                        width=6,
                        height=9,
                    ),
                    line(
                        "Bộ nhớ",
                        (f"sum by (instance) (process_resident_memory_bytes{{{of}}})", "{{instance}}"),
                        unit="bytes",
                        width=6,
                        height=9,
                    ),
                    line(
                        "Tiến trình giữ việc",
                        (f"max by (task, instance) (periodic_leader{{{of}}}) == 1", "{{task}}: {{instance}}"),
                        (
                            f"max by (collection, instance) (outbox_relay_leader{{{of}}}) == 1",
                            "{{collection}}: {{instance}}",
                        ),
                        unit=YES_NO,
                        about="Tiến trình nào đang giữ quyền gửi sự kiện và các việc định kỳ.",
                        width=12,
                        height=9,
                        decimals=0,
                    ),
                ),
            ),
        ),
    )


BOARDS = tuple(map(board_of, SERVICES))
