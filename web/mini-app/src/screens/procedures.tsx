/** Finding a procedure, as one types and without accents, and what a procedure asks of whom. */
import type { JSX } from "preact";
import type { PublicProcedure } from "@quangngai/common/api/schema.ts";
import type { Part } from "@quangngai/common/forms/schema.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { Button, Card, Facts, LinkButton, Loading, Notice, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { says } from "@quangngai/common/words/plain.ts";
import { AtCounter, isAtCounter } from "../at_counter.tsx";
import { COPIES, copiesText, feeText } from "../fee_words.ts";
import { MapButton } from "../map_button.tsx";
import { HandlingTime } from "../handling_time.tsx";
import { PaperList } from "../paper_list.tsx";
import { province } from "../province.ts";
import type { Screen } from "../screens.ts";
import { addressOf } from "../target.ts";
import { useNarrowing } from "../use_narrowing.ts";
import { NATIONAL_PORTAL, openPage } from "../zalo/adapter.ts";
import { Utilities, Utility } from "./home.tsx";

const SHORTEST = 2;

export function Search({ query }: Screen): JSX.Element {
  const { wanted, typed, type } = useNarrowing(query);
  return (
    <>
      <Title note="Gõ có dấu hay không dấu đều được.">Tìm thủ tục và thông tin</Title>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <label class="find">
          <span class="sr">Từ cần tìm</span>
          <Icon name="search" />
          <input type="search" value={typed} maxLength={100} enterkeyhint="search" autocomplete="off" placeholder="Ví dụ: khai sinh" onInput={(event) => type(event.currentTarget.value)} />
        </label>
      </form>
      {wanted.q.length < SHORTEST ? <AllProcedures /> : <Found words={wanted.q} />}
    </>
  );
}

function AllProcedures(): JSX.Element {
  const procedures = useAnswer("GET /v1/procedures", { query: { limit: 100 } });
  return (
    <Shown seen={procedures}>
      {({ items }) => [...new Set(items.map(({ sector }) => sector.name))].map((sector) => (
        <>
          <h2>{sector}</h2>
          <Rows>{items.filter((each) => each.sector.name === sector).map(({ code, name, submission_mode }) => <Row to={`/procedures/${code}`} title={name} tag={<Mode mode={submission_mode} />} />)}</Rows>
        </>
      ))}
    </Shown>
  );
}

/** What people call the utilities beside the names that the province gives them, by the screens to which they lead. */
const ALSO_CALLED: Record<string, string> = {
  search: "gửi hồ sơ trực tuyến dịch vụ công thủ tục hành chính",
  progress: "theo dõi tình trạng tiến độ mã hồ sơ",
  feedback: "báo hỏng ổ gà đèn đường rác thải kiến nghị góp ý hiện trường",
  questions: "đặt câu hỏi thắc mắc",
  appointment: "hẹn giờ lấy số thứ tự xếp hàng",
  dues: "đóng nộp tiền học trường học sinh khoản thu",
  stores: "chợ mua bán quán ăn tiệm sản phẩm",
  television: "xem tivi ti vi tv đài phát thanh radio truyền thanh nghe",
  news: "đọc báo thời sự thông báo",
  guides: "hướng dẫn sổ tay mẹo",
  organisation: "địa chỉ ủy ban ubnd xã phường sở ban ngành danh bạ",
  hotlines: "số điện thoại gọi khẩn cấp cấp cứu cứu hỏa công an",
};

function Found({ words }: { words: string }): JSX.Element {
  const home = useAnswer("GET /v1/home");
  const procedures = useAnswer("GET /v1/procedures", { query: { q: words, limit: 20 } });
  const others = useAnswer("GET /v1/search", { query: { q: words, limit: 20 } });
  const everything = others.value?.items ?? [];
  const rest = everything.filter(({ subject }) => subject !== "procedure");
  // The search across all forgives a misspelt word, the list of procedures does not.
  const close = everything.filter(({ subject, path }) => subject === "procedure" && !procedures.value?.items.some(({ code }) => path.endsWith(`/${code}`)));
  if (!home.value && !home.problem) return <Loading />; // the utilities stand first, and nothing moves below a finger
  const utilities = (home.value?.utilities ?? []).filter(({ label, target, in_development }) => !in_development && says(`${label} ${ALSO_CALLED[target.screen ?? ""] ?? ""}`, words));
  const none = procedures.value && others.value && !procedures.value.items.length && !everything.length;
  if (none && !utilities.length)
    return (
      <div class="empty">
        <p role="status">Chưa tìm thấy “<bdi>{words}</bdi>”. Ông/Bà thử từ khác, hoặc hỏi cán bộ.</p>
        <LinkButton to="/questions/ask" kind="quiet">Đặt câu hỏi</LinkButton>
        <LinkButton to={`tel:${province.hotline}`} kind="quiet" icon="phone">{`Gọi ${province.hotline}`}</LinkButton>
      </div>
    );
  const approximate = procedures.value?.items.length === 0 && everything.every((each) => each.approximate);
  return (
    <>
      {utilities.length ? (
        <>
          <h2>Tiện ích</h2>
          <Utilities>{utilities.map(({ label, icon, target }) => <Utility label={label} icon={icon} address={addressOf(target)} />)}</Utilities>
        </>
      ) : null}
      {approximate && everything.length ? <p class="soft" role="status">{utilities.length ? "" : `Không có mục nào có đủ các từ “${words}”. `}Dưới đây là những mục gần giống.</p> : null}
      <Shown seen={procedures}>
        {({ items }) => items.length || close.length ? (
          <>
            <h2>Thủ tục</h2>
            <Rows>
              {items.map(({ code, name, sector }) => <Row to={`/procedures/${code}`} icon="file-plus" title={name} note={sector.name} />)}
              {close.map(({ path, title }) => <Row to={path} icon="file-plus" title={title} />)}
            </Rows>
          </>
        ) : null}
      </Shown>
      {procedures.value || others.value ? (
        <Shown seen={others}>
          {() => rest.length ? (
            <>
              <h2>Hướng dẫn, hỏi đáp, tin tức</h2>
              <Rows>{rest.map(({ path, title, subject_label }) => <Row to={path} title={title} note={subject_label} />)}</Rows>
            </>
          ) : null}
        </Shown>
      ) : null}
    </>
  );
}

const MODES: Record<string, [string, "good" | "calm" | "wait"]> = {
  PROVINCIAL_API: ["Nộp được tại đây", "good"],
  DVCQG_HANDOFF: ["Nộp ở Cổng quốc gia", "calm"],
  INFO_ONLY: ["Làm tại quầy", "wait"],
};

function Mode({ mode }: { mode: string }): JSX.Element | null {
  const [words, tone] = MODES[mode] ?? ["", "calm"];
  return words ? <Tag tone={tone}>{words}</Tag> : null;
}

export function Procedure({ ids }: Screen): JSX.Element {
  const procedure = useAnswer("GET /v1/procedures/{code}", { path: { code: ids.code ?? "" } });
  return <Shown seen={procedure} title="Thủ tục">{(value) => <Details procedure={value} />}</Shown>;
}

function Details({ procedure }: { procedure: PublicProcedure }): JSX.Element {
  const { name, code, submission_mode, documents, fees, times, targets, result, agencies, implementing_agency, conditions, form } = procedure;
  const copies = (form as Part | null)?.properties?.[COPIES] ? copiesText(fees, "Bản sao, nếu cần") : "";
  const only = agencies.length === 1 ? agencies[0] : undefined;
  return (
    <>
      <Title note={<Mode mode={submission_mode} />}>{name}</Title>
      <Act procedure={procedure} />
      <Card title="Tóm tắt">
        <Facts
          facts={[
            ["Dành cho", targets.map((target) => (target === "individual" ? "Cá nhân" : "Tổ chức, doanh nghiệp")).join(", ")],
            ["Bao lâu có kết quả", <HandlingTime times={times} />],
            ["Phí, lệ phí", fees.length ? <ul>{[...fees.map(feeText), copies].filter(Boolean).map((each) => <li>{each}</li>)}</ul> : "Theo quy định của cơ quan giải quyết"],
            ["Kết quả nhận được", result.name],
            ["Cơ quan giải quyết", implementing_agency],
            ["Nơi nhận hồ sơ", only ? only.name : agencies.length ? `${agencies.length} nơi trong tỉnh` : ""],
            ["Địa chỉ", only?.address],
          ]}
        />
        <MapButton url={only?.map_url} />
      </Card>
      <Card title="Giấy tờ cần có">
        <PaperList papers={documents} />
      </Card>
      {conditions ? <Card title="Điều kiện"><p>{conditions}</p></Card> : null}
      <p class="soft">Mã thủ tục {code}</p>
    </>
  );
}

function Act({ procedure }: { procedure: PublicProcedure }): JSX.Element {
  const to = `/procedures/${procedure.code}/submit`;
  if (isAtCounter(procedure)) return <AtCounter procedure={procedure} />;
  if (procedure.submission_mode === "PROVINCIAL_API") return <LinkButton to={to} icon="pen">Nộp hồ sơ ngay</LinkButton>;
  return (
    <Notice title="Thủ tục này nộp ở Cổng Dịch vụ công quốc gia">
      <p>Ứng dụng mở giúp Ông/Bà, và theo dõi tiếp khi Ông/Bà nhập mã hồ sơ.</p>
      <LinkButton to={to}>Bắt đầu</LinkButton>
      <Button kind="quiet" onClick={() => openPage(NATIONAL_PORTAL)}>Mở Cổng quốc gia</Button>
    </Notice>
  );
}
