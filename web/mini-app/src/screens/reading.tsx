/** What anybody may read: hotlines, news, guides, agencies. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { addressAt } from "@quangngai/common/api/client.ts";
import type { HotlineView } from "@quangngai/common/api/schema.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { SelectField, TextField } from "@quangngai/common/forms/fields.tsx";
import { Button, Card, Facts, LinkButton, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { ReadAloud } from "@quangngai/common/ui/read_aloud.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { says } from "@quangngai/common/words/plain.ts";
import { dayOf, fileOf } from "@quangngai/common/words/words.ts";
import { MapButton } from "../map_button.tsx";
import { openFile } from "../open_file.ts";
import { Still } from "../picture.tsx";
import { province } from "../province.ts";
import type { Screen } from "../screens.ts";
import { openPage } from "../zalo/adapter.ts";

/** A call needs no data: those of the whole country and the province's own are there before anything was asked for. */
const ALWAYS = ([["Tìm kiếm, cứu nạn", "112"], ["Công an", "113"], ["Cứu hỏa, cứu hộ", "114"], ["Cấp cứu y tế", "115"], ["Tổng đài thông tin của tỉnh", province.hotline]] as const)
  .map(([name, phone]): HotlineView => ({ name, phone, hours: "", description: "", emergency: phone !== province.hotline }));

export function Hotlines(): JSX.Element {
  const hotlines = useAnswer("GET /v1/hotlines");
  return (
    <>
      <Title note="Chạm vào một số để gọi ngay.">Trợ giúp và đường dây nóng</Title>
      {hotlines.value ? null : <Numbers items={ALWAYS} />}
      <Shown seen={hotlines}>{({ items }) => <Numbers items={items} />}</Shown>
    </>
  );
}

const Numbers = ({ items }: { items: HotlineView[] }): JSX.Element => (
  <>
    {[true, false].map((emergency) => (
      <>
        <h2>{emergency ? "Khẩn cấp, gọi cả ngày đêm" : "Hỏi và nhờ giúp đỡ"}</h2>
        <ul class="rows">
          {items.filter((each) => each.emergency === emergency).map(({ name, phone, hours, description }) => (
            <li>
              <a class="row" href={`tel:${phone.replace(/[^+\d]/g, "")}`}>
                <span class={emergency ? "tile red" : "tile"}><Icon name="phone" /></span>
                <span class="grow">
                  <strong>{name}</strong>
                  <span class="soft">{[hours, description].filter(Boolean).join(". ")}</span>
                </span>
                <b class="number">{phone}</b>
              </a>
            </li>
          ))}
        </ul>
      </>
    ))}
  </>
);

export function News({ query }: Screen): JSX.Element {
  const category = query.get("category") ?? "";
  const categories = useAnswer("GET /v1/news/categories");
  const news = useAnswer("GET /v1/news", { query: { ...(category ? { category } : {}), limit: 30 } });
  return (
    <>
      <Title>Tin tức của tỉnh</Title>
      <SelectField id="category" label="Chuyên mục" required none="Tất cả" value={category} onChange={(code) => go(code ? `/news?category=${code}` : "/news", { replace: true })}
        choices={(categories.value?.items ?? []).map(({ code, label }) => [code, label])} />
      <Shown seen={news} empty="Chưa có tin trong mục này.">
        {({ pinned, items }) => (
          <Rows>
            {[...pinned, ...items.filter(({ id }) => !pinned.some((other) => other.id === id))].map(({ id, title, category_label, published_at, warning, thumbnail }) => (
              <Row to={`/news/${id}`} title={title} note={`${category_label}, ngày ${dayOf(published_at)}`} picture={thumbnail} tag={warning ? <Tag tone="bad">Cảnh báo</Tag> : null} />
            ))}
          </Rows>
        )}
      </Shown>
    </>
  );
}

/** The service has cleaned the text of everything that is no plain text, and the page's policy runs no foreign script. */
const Prose = ({ html }: { html: string }): JSX.Element => <div class="prose" dangerouslySetInnerHTML={{ __html: html.replace(/<(\/?)h[2-6]>/g, "<$1h2>") }} />;

export function Article({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/news/{article_id}", { path: { article_id: ids.id ?? "" } });
  return (
    <Shown seen={seen} title="Tin tức">
      {({ title, category_label, published_at, html, plain_text, cover, author, source, related, summary, issuer, attachments }) => (
        <>
          <Title note={`${category_label}, ngày ${dayOf(published_at)}`}>{title}</Title>
          {cover ? <Still address={addressAt(cover.url)} alt={cover.text} /> : null}
          {summary ? <p><b>{summary}</b></p> : null}
          <ReadAloud text={`${title}. ${plain_text}`} />
          <Prose html={html} />
          {attachments.map(({ id, name, media_type, size }) => (
            <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/media/{file_id}", { file_id: id }, name)}>{`${name} (${fileOf(media_type, size)})`}</Button>
          ))}
          <Facts facts={[["Cơ quan", issuer], ["Tác giả", author], ["Nguồn", source?.name], ["Giấy phép sử dụng", source?.licence]]} />
          {source?.url ? <Button kind="quiet" busy="Đang mở…" onClick={() => openPage(source.url)}>Mở bài ở {source.name}</Button> : null}
          {related.length ? <><h2>Tin liên quan</h2><Rows>{related.map((other) => <Row to={`/news/${other.id}`} title={other.title} picture={other.thumbnail} />)}</Rows></> : null}
        </>
      )}
    </Shown>
  );
}

export function Guides(): JSX.Element {
  const guides = useAnswer("GET /v1/guides");
  const faq = useAnswer("GET /v1/faq");
  return (
    <>
      <Title note="Từng bước, dễ làm theo.">Cẩm nang</Title>
      <Shown seen={guides}>
        {({ topics, items }) => topics.filter(({ code }) => items.some(({ topic }) => topic === code)).map(({ code, label }) => (
          <>
            <h2>{label}</h2>
            <Rows>{items.filter(({ topic }) => topic === code).map(({ id, title, summary }) => <Row to={`/guides/${id}`} icon="book" title={title} note={summary} />)}</Rows>
          </>
        ))}
      </Shown>
      {faq.value?.items.length ? (
        <>
          <h2>Câu hỏi thường gặp</h2>
          {faq.value.items.map(({ question, answer }) => (
            <details class="card">
              <summary>{question}</summary>
              <p class="pre">{answer}</p>
            </details>
          ))}
        </>
      ) : null}
    </>
  );
}

export function Guide({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/guides/{guide_id}", { path: { guide_id: ids.id ?? "" } });
  return (
    <Shown seen={seen} title="Cẩm nang">
      {({ title, summary, html, plain_text, procedure_code }) => (
        <>
          <Title note={summary}>{title}</Title>
          <ReadAloud text={`${title}. ${plain_text}`} />
          <Prose html={html} />
          {procedure_code ? <LinkButton to={`/procedures/${procedure_code}`}>Xem thủ tục này</LinkButton> : null}
        </>
      )}
    </Shown>
  );
}

export function Agencies(): JSX.Element {
  const seen = useAnswer("GET /v1/agencies");
  const [typed, setTyped] = useState("");
  return (
    <>
      <Title>Cơ quan của tỉnh</Title>
      <TextField id="find" label="Tìm theo tên" required hint="Ví dụ: Bình Sơn" value={typed} onChange={setTyped} mode="search" max={60} />
      <Shown seen={seen}>
        {({ items }) => {
          const found = items.filter(({ name }) => says(name, typed));
          if (!found.length) return <p class="empty" role="status">Không có cơ quan nào tên như vậy. Ông/Bà thử ghi ngắn hơn.</p>;
          return <Rows>{found.map(({ id, name, address }) => <Row to={`/agencies/${id}`} icon="building" title={name} note={address} />)}</Rows>;
        }}
      </Shown>
    </>
  );
}

export function Agency({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/agencies/{agency_id}", { path: { agency_id: ids.id ?? "" } });
  return (
    <Shown seen={seen} title="Cơ quan">
      {({ name, address, hours, phone, email, map_url }) => (
        <>
          <Title>{name}</Title>
          <Card><Facts facts={[["Địa chỉ", address], ["Giờ làm việc", hours], ["Thư điện tử", email]]} /></Card>
          {phone ? <LinkButton to={`tel:${phone}`} icon="phone">Gọi {phone}</LinkButton> : null}
          <MapButton url={map_url} />
          <LinkButton to="/appointments/book" kind="quiet" icon="calendar">Đặt lịch hẹn</LinkButton>
        </>
      )}
    </Shown>
  );
}

export const NothingHere = (): JSX.Element => (
  <>
    <Title note="Đường dẫn có thể đã cũ, hoặc mục này chưa có.">Không có trang này</Title>
    <LinkButton to="/">Về trang chủ</LinkButton>
  </>
);
