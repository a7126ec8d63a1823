/** How the authorities do with what is reported: counts and shares, each with what it is a share of. */
import type { JSX } from "preact";
import type { ShareResponse, svc_feedback_FigureRow } from "@quangngai/common/api/schema.ts";
import { Card, Facts, LinkButton, Shown, Title } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { capital } from "@quangngai/common/words/names.ts";
import { count, momentOf, plainDay } from "@quangngai/common/words/words.ts";
import type { Screen } from "../screens.ts";

const WAYS: Array<[by: "commune" | "field" | "category", name: string]> = [["commune", "Theo xã, phường"], ["field", "Theo lĩnh vực"], ["category", "Theo loại việc"]];

export function ReportFigures({ query }: Screen): JSX.Element {
  const by = WAYS.find(([way]) => way === query.get("by"))?.[0] ?? "commune";
  const whole = useAnswer("GET /v1/public-reports/figures", { query: { by: "total" } });
  const parts = useAnswer("GET /v1/public-reports/figures", { query: { by } });
  return (
    <>
      <Title note="Phản ánh của bà con được xử lý thế nào.">Kết quả xử lý phản ánh</Title>
      <Shown seen={whole}>
        {({ items: [all], from, to, at }) => (
          <Card title="Cả tỉnh">
            {all ? <Facts facts={[["Đã nhận", `${count(all.received)} phản ánh`], ["Đã có kết quả", `${count(all.resolved)} phản ánh`], ["Đúng hạn", shareOf(all.share_on_time)], ["Người gửi hài lòng", shareOf(all.share_satisfied)]]} /> : <p>Chưa có phản ánh nào.</p>}
            <p class="soft">Gồm phản ánh gửi từ tháng {plainDay(from)} đến tháng {plainDay(to)}, tính lúc {momentOf(at)}. Đúng hạn: trong số đã có kết quả hoặc đã đến hạn. Hài lòng: trong số người đã đánh giá.</p>
          </Card>
        )}
      </Shown>
      <div class="chips" role="group" aria-label="Xem">
        {WAYS.map(([way, name]) => <button type="button" aria-pressed={way === by} onClick={() => go(`/feedback/figures?by=${way}`, { replace: true })}>{name}</button>)}
      </div>
      <Shown seen={parts}>{({ items }) => <Bars rows={items.filter(({ received }) => received)} />}</Shown>
      <LinkButton to="/feedback" kind="quiet" icon="megaphone">Xem các phản ánh</LinkButton>
    </>
  );
}

/** The longest bar is the most that anyone received; what is done fills it. Words say the same. */
function Bars({ rows }: { rows: svc_feedback_FigureRow[] }): JSX.Element {
  if (!rows.length) return <p class="empty">Chưa có phản ánh nào.</p>;
  const most = Math.max(...rows.map(({ received }) => received));
  return (
    <ul class="rows">
      {[...rows].sort((one, other) => other.received - one.received).map(({ key, label, received, resolved, share_on_time, share_satisfied }) => (
        <li class="row still" key={key}>
          <span class="grow">
            <strong>{capital(label)}</strong>
            <span class="bar-of" aria-hidden="true" style={{ width: `${(100 * received) / most}%` }}><i style={{ width: `${(100 * resolved) / received}%` }} /></span>
            <span class="block">Đã nhận {count(received)}, có kết quả {count(resolved)}</span>
            <span class="soft">Đúng hạn: {shareOf(share_on_time)}</span>
            <span class="soft">Hài lòng: {shareOf(share_satisfied)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Of few, a percentage would say more than is known; it never stands without them. */
const shareOf = ({ numerator, denominator, value }: ShareResponse): string =>
  value === null ? "chưa có số liệu" : `${Math.round(100 * value)}% (${count(numerator)} trên ${count(denominator)})`;
