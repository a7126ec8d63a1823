"""The search of svc-content over 100,000 documents, beside a plain look through all of their folded texts."""

import random
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import psutil

from bench.effort import Effort
from bench.figures import Measured, percentile, ratio
from bench.load.generator import in_own_process
from bench.result import Result, Table
from svc_content.domain.search_ranking import Subject
from svc_content.domain.search_text import folded_text
from svc_content.search.index import Search, SearchIndex
from svc_content.store.search_documents import SearchDocument

DOCUMENTS, FEWER = 100_000, 20_000
SEARCHES_A_SECOND = 100
"""How many searches are made for each second of effort."""
NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
SHARES = {Subject.PROCEDURE: 2, Subject.GUIDE: 2, Subject.QUESTION: 16, Subject.ARTICLE: 80}
_TEXT = """
đăng ký khai sinh tử kết hôn giấy phép xây dựng đất đai hộ kinh doanh cấp đổi lại trẻ em người cao tuổi trợ xã hội bảo
hiểm y tế trường học phí giao thông đường cầu xe khánh thành lũ bão cảnh báo nước sạch điện lực du lịch lý sơn trà khúc
đức phổ mộ tư nghĩa tịnh bình ba tơ minh long hành bồng hà tây công chức hồ sơ thủ tục chính trực tuyến nộp tiền thuế
chứng thực bản sao chiếu căn cước dân môi rác thải cây xanh an ninh trật tự văn hóa thể thao thanh niên phụ nữ nông
nghiệp khu tế dung quất cảng biển đảo ngư tàu cá thác nuôi trồng thủy sản lúa mía sắn keo rừng phòng cháy chữa tiêm
chủng dịch bệnh sốt xuất huyết viện trạm khám mưa gió nắng hạn mặn sạt lở di dời tái định cư quy hoạch đấu giá thầu
"""
SYLLABLES = [*dict.fromkeys(_TEXT.split())]
TYPED = 0.5
"""The share of the queries that is typed without marks."""


async def run(effort: Effort) -> Result:
    taken, plain, seconds, megabytes = await in_own_process(
        None,
        _measure,
        DOCUMENTS if effort.rounds > 2 else FEWER,
        effort.rounds,
        int(SEARCHES_A_SECOND * effort.seconds),
    )
    p50, p99 = (Measured(tuple(percentile(each, share) for each in taken)) for share in (0.50, 0.99))
    scanned = Measured(tuple(percentile(each, 0.99) for each in plain))
    documents = DOCUMENTS if effort.rounds > 2 else FEWER
    return Result(
        figures={"search_p99": p99},
        tables=[
            Table(
                (f"Search of {documents:,} documents", "p50 ms", "p99 ms"),
                [
                    ("svc-content: readings, letters, sound, ranking", str(p50), str(p99)),
                    (
                        "a look through all folded texts, unranked",
                        str(Measured(tuple(percentile(each, 0.5) for each in plain))),
                        str(scanned),
                    ),
                ],
            )
        ],
        notes=[
            "Titles of 9 and texts of 120 syllables, some far more frequent than others; queries of one to four of the "
            f"150 most frequent, half without marks, one after the other. p99 beside the plain look: "
            f"{ratio(p99, scanned)} ×.",
            f"Built in {seconds:.0f} s, {megabytes:,.0f} MB of memory.",
        ],
    )


def _measure(documents: int, rounds: int, searches: int) -> tuple[list[list[float]], list[list[float]], float, float]:
    chance = random.Random(1)
    index, texts = SearchIndex(), []
    begun, before = time.perf_counter(), psutil.Process().memory_info().rss
    for batch in _batches(documents, chance):
        index.take_now(batch)
        texts += [f"{one.title} {one.text}" for one in batch[:: max(1, documents // FEWER)]]
    built = time.perf_counter() - begun
    megabytes = (psutil.Process().memory_info().rss - before) / 1e6
    folded = [folded_text(text) for text in texts]
    taken, plain = [], []
    for _ in range(rounds):
        queries = [_query(chance) for _ in range(searches)]
        taken.append([_timed(lambda query=query: index.find_now(Search(query, NOW))) for query in queries])
        scanned = queries[: max(10, searches // 20)]
        plain.append(
            [_timed(lambda query=query: _scan(folded, query)) * (documents / len(folded)) for query in scanned]
        )
    return taken, plain, built, megabytes


def _batches(documents: int, chance: random.Random) -> Iterator[list[SearchDocument]]:
    weights = [1 / (place + 3) ** 0.7 for place in range(len(SYLLABLES))]

    def text(length: int) -> str:
        return " ".join(chance.choices(SYLLABLES, weights, k=length))

    for start in range(0, documents, 500):
        subjects = chance.choices(list(SHARES), list(SHARES.values()), k=500)
        yield [
            SearchDocument(subject, f"{start + place}", 1, text(9), body := text(120), body[:200], at, at)
            for place, subject in enumerate(subjects)
            for at in (NOW - timedelta(minutes=5 * (documents - start - place)),)
        ]


def _query(chance: random.Random) -> str:
    query = " ".join(chance.sample(SYLLABLES[:150], chance.choice((1, 2, 2, 3, 3, 4))))
    return folded_text(query) if chance.random() < TYPED else query


def _scan(folded: Sequence[str], query: str) -> int:
    words = [f" {word} " for word in folded_text(query).split()]
    return sum(all(word in f" {text} " for word in words) for text in folded)


def _timed(search: object) -> float:
    assert callable(search)
    begun = time.perf_counter()
    search()
    return (time.perf_counter() - begun) * 1000
