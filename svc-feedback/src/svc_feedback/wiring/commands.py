"""What an operator starts by hand beside the service."""

import sys

from shared.command_words import refuse_words
from shared.schema import open_prepared
from shared.wakeup import Wakeup
from svc_feedback.settings import Settings
from svc_feedback.store.indexes import SCHEMA
from svc_feedback.store.questions import Questions
from svc_feedback.use_cases.feedback_events import FeedbackEvents
from svc_feedback.use_cases.rules import Rules


async def announce_questions(settings: Settings, words: list[str]) -> int:
    """``python -m svc_feedback announce-questions``: every published answer once more, after Kafka was lost. A worker
    sends it; whoever knows it already leaves it out."""
    refuse_words(words)
    async with open_prepared(settings, SCHEMA) as database:
        announced = await Questions(database, Wakeup()).announce_again(FeedbackEvents(Rules.load()).published_again)
    sys.stdout.write(f"{announced} câu hỏi đã công khai được gửi lại.\n")
    return 0
