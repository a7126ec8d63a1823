"""Published answers that fit what somebody is typing."""

from collections.abc import Sequence
from dataclasses import dataclass

from svc_feedback.domain.suggestions import best_matches
from svc_feedback.domain.texts import words_of
from svc_feedback.store.questions import PublicQuestion, Questions


@dataclass(frozen=True)
class SuggestAnswers:
    questions: Questions

    async def __call__(self, typed: str) -> Sequence[PublicQuestion]:
        words = words_of(typed)
        matches = best_matches(words, await self.questions.candidates(words))
        found = await self.questions.among([match.question_id for match in matches])
        return [found[match.question_id] for match in matches if match.question_id in found]
