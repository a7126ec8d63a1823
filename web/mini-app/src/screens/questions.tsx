/** Questions to the authorities: what others asked already, a new one, one's own with their answers. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Choices, ListField, TextField } from "@quangngai/common/forms/fields.tsx";
import { useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { ButtonAfterPhotos } from "@quangngai/common/ui/button_after_photos.tsx";
import { Card, ErrorSummary, Facts, LinkButton, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { useKept } from "@quangngai/common/ui/use_kept.ts";
import { dayOf } from "@quangngai/common/words/words.ts";
import { FoldedWords } from "../folded_words.tsx";
import { Picture } from "../picture.tsx";
import type { Screen } from "../screens.ts";
import { Saved } from "../saved.tsx";
import { Step } from "../step.tsx";
import { levelChoices, Rated, RateIt } from "../rate_it.tsx";
import { Timeline } from "../timeline.tsx";
import { Urgent } from "../urgent.tsx";
import { useNarrowing } from "../use_narrowing.ts";
import { useSending } from "../use_sending.tsx";

export function Questions({ query }: Screen): JSX.Element {
  const { wanted, typed, type } = useNarrowing(query);
  const questions = useAnswer("GET /v1/public-questions", { query: { ...(wanted.q ? { q: wanted.q } : {}), limit: 20 } });
  return (
    <>
      <Title note="Có thể người khác đã hỏi đúng điều Ông/Bà cần.">Hỏi đáp</Title>
      <LinkButton to="/questions/ask" icon="pen">Đặt câu hỏi</LinkButton>
      <LinkButton to="/questions/mine" kind="quiet" icon="list">Câu hỏi của tôi</LinkButton>
      <TextField id="find" label="Tìm trong các câu đã trả lời" required value={typed} onChange={type} mode="search" max={100} />
      <Shown seen={questions} empty={wanted.q ? "Chưa có câu hỏi nào như vậy." : "Chưa có câu trả lời nào được công khai."}>
        {({ items }) => <Rows>{items.map(({ id, title, field, answered_at }) => <Row to={`/questions/${id}`} icon="question" title={title} note={`${field.name}, trả lời ngày ${dayOf(answered_at)}`} />)}</Rows>}
      </Shown>
    </>
  );
}

export function Question({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/public-questions/{question_id}", { path: { question_id: ids.id ?? "" } });
  const [reported, setReported] = useState(false);
  return (
    <Shown seen={seen} title="Hỏi đáp">
      {({ id, title, text, answer, files, field, agency, answered_at }) => (
        <>
          <Title note={field.name}>{title}</Title>
          <Card title="Câu hỏi"><p class="pre">{text}</p></Card>
          <Card title="Trả lời">
            <p class="pre">{answer}</p>
            {files.map((file) => <Picture file={file} />)}
            <ReadAloud text={answer} />
            <p class="soft">{[agency?.name, `ngày ${dayOf(answered_at)}`].filter(Boolean).join(", ")}</p>
          </Card>
          {reported ? <Notice tone="good" live><p>Cảm ơn Ông/Bà. Cơ quan trả lời sẽ xem lại nội dung này.</p></Notice> : null}
          <Step open={!reported} matter={{ operation: "POST /v1/public-questions/{question_id}/outdated", path: { question_id: id } }}>
            {(sending) => (
              <FoldedWords draft={`draft:outdated:${id}`} title="Câu trả lời không còn đúng?" label="Điều gì không còn đúng" button="Báo cho cơ quan" sending={sending} done={() => setReported(true)}
                onSend={(text) => ["POST /v1/public-questions/{question_id}/outdated", { label: `Báo câu trả lời không còn đúng: “${title}”`, path: { question_id: id }, body: { text } }]} />
            )}
          </Step>
        </>
      )}
    </Shown>
  );
}

const DRAFT = "draft:question";
/** By the names that the service has for them. */
const ASKED = { title: "title", text: "text", field: "field", may_publish: "publish", file_ids: "photos" };

export function AskQuestion(): JSX.Element {
  const categories = useAnswer("GET /v1/feedback-categories");
  const written = useKept(DRAFT, { title: "", text: "", field: "", publish: "", photos: [] as string[] });
  const { title, text, field, publish, photos } = written.value;
  const [asked, setAsked] = useState("");
  const suggestions = useAnswer("GET /v1/public-questions/suggestions", asked.length > 5 ? { query: { q: asked } } : null);
  const { send, closed, outcome, kept, saved, refused } = useSending(DRAFT);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(title.trim()), 500);
    return () => clearTimeout(timer);
  }, [title]);
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [
    title.trim().length < 5 && { field: "title", message: "Xin ghi câu hỏi ngắn gọn." },
    text.trim().length < 10 && { field: "text", message: "Xin viết rõ điều Ông/Bà cần biết." },
    !field && { field: "field", message: "Xin chọn lĩnh vực." },
    !publish && { field: "publish", message: "Xin chọn có cho người khác xem hay không." },
  ]), ASKED, written.value);
  const submit = async (): Promise<void> => {
    if (!right()) return;
    const answer = await send("POST /v1/questions", { label: `Câu hỏi “${title.trim()}”`, body: { title: title.trim(), text: text.trim(), field, may_publish: publish === "yes", file_ids: photos } });
    if (answer) go(`/questions/mine/${answer.id}`, { replace: true });
  };
  if (saved) return <Saved errand={saved} waits={kept !== null} what="Câu hỏi" to="/questions/mine" words="Xem câu hỏi của tôi" />;
  return (
    <>
      <Title>Đặt câu hỏi</Title>
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed}>
        <TextField id="title" label="Ông/Bà muốn hỏi gì?" required hint="Ví dụ: Làm lại căn cước ở đâu?" fault={of("title")} value={title} onChange={(title) => written.change({ title })} max={150} />
        {suggestions.value?.items.length ? (
          <Card title="Có phải điều này không?">
            <Rows>{suggestions.value.items.slice(0, 3).map(({ id, title: other }) => <Row to={`/questions/${id}`} title={other} />)}</Rows>
          </Card>
        ) : null}
        <TextField id="text" label="Kể rõ hơn" required fault={of("text")} value={text} onChange={(text) => written.change({ text })} long max={2000} />
        <PhotoField id="photos" label="Ảnh kèm theo" note="Nếu có, ví dụ ảnh giấy báo Ông/Bà nhận được." upload="POST /v1/feedback-files" most={3} names={photos} onChange={(change) => written.change(({ photos: all }) => ({ photos: change(all) }))} />
        <ListField id="field" label="Lĩnh vực" required fault={of("field")} value={field} onChange={(field) => written.change({ field })} seen={categories} choicesOf={({ question_fields }) => question_fields.map(({ code, name }) => [code, name])} />
        <Choices id="publish" label="Cho người khác xem câu hỏi và trả lời?" required fault={of("publish")} choices={[["yes", "Được, không ghi tên tôi"], ["no", "Không, chỉ cơ quan xử lý xem"]]} value={publish} onChange={(publish) => written.change({ publish })} />
      </div>
      {whole ? null : outcome}
      <ButtonAfterPhotos onClick={submit}>Gửi câu hỏi</ButtonAfterPhotos>
    </>
  );
}

export function MyQuestions(): JSX.Element {
  const questions = useAnswer("GET /v1/questions", { query: { limit: 50 } });
  return (
    <>
      <Title>Câu hỏi của tôi</Title>
      <Shown seen={questions} empty={<><p>Ông/Bà chưa hỏi câu nào.</p><LinkButton to="/questions/ask">Đặt câu hỏi</LinkButton></>}>
        {({ items }) => <Rows>{items.map(({ id, title, state_label, asked_at }) => <Row to={`/questions/mine/${id}`} icon="question" title={title} note={`Hỏi ngày ${dayOf(asked_at)}`} tag={<Tag>{state_label}</Tag>} />)}</Rows>}
      </Shown>
    </>
  );
}

/** Not answered, for the reason given. */
const VIOLATION = 3;

export function MyQuestion({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/questions/{question_id}", { path: { question_id: ids.id ?? "" } });
  return (
    <Shown seen={seen} title="Câu hỏi của tôi">
      {({ id, code, title, text, answer, state, state_label, what_next, promised_answer_by: by, emergency, other_channel, timeline, files, reason, rating, rating_levels, allowed_actions, version, agency }) => (
        <>
          <Title note={<Tag tone={answer ? "good" : "wait"}>{state_label}</Tag>}>{title}</Title>
          {answer ? (
            <Card title="Trả lời">
              <p class="pre">{answer.text}</p>
              {answer.files.map((file) => <Picture file={file} />)}
              <ReadAloud text={answer.text} />
            </Card>
          ) : <Notice title="Bước tiếp theo"><p>{what_next}</p></Notice>}
          <Urgent emergency={emergency} other_channel={other_channel} />
          {state === VIOLATION ? (
            <>
              <LinkButton to="/questions/ask" icon="pen">Đặt câu hỏi khác</LinkButton>
              <LinkButton to="/agencies" kind="quiet" icon="phone">Tìm cơ quan để hỏi</LinkButton>
            </>
          ) : null}
          {rating ? <Rated {...rating} /> : null}
          <Step open={allowed_actions.some(({ action }) => action === "rate")} matter={{ operation: "POST /v1/questions/{question_id}/rating", path: { question_id: id } }}>
            {(sending) => (
              <RateIt draft={`draft:rating:${id}`} levels={levelChoices(rating_levels)} sending={sending} done={seen.reload}
                onSend={(level, comment) => ["POST /v1/questions/{question_id}/rating", { label: `Đánh giá câu trả lời “${title}”`, path: { question_id: id }, version, body: { level, comment } }]} />
            )}
          </Step>
          <Card title="Câu hỏi">
            <p class="pre">{text}</p>
            {files.map((file) => <Picture file={file} />)}
            <Facts facts={[["Mã", code], ["Lý do", reason], ["Cơ quan trả lời", agency?.name], ["Hẹn trả lời trước", by && dayOf(by)]]} />
          </Card>
          <Card title="Quá trình"><Timeline entries={timeline} /></Card>
        </>
      )}
    </Shown>
  );
}
