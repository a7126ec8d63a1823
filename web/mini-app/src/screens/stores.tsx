/** Cửa hàng 4.0: the directory, a shop, registering one's own and what became of it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import type { OwnShop, Profile, PublicShop } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, ListField, SelectField, TextField } from "@quangngai/common/forms/fields.tsx";
import { Button, Card, ErrorSummary, Facts, LinkButton, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { type Kept, useKept } from "@quangngai/common/ui/use_kept.ts";
import { money } from "@quangngai/common/words/words.ts";
import { BANKS } from "../banks.ts";
import { communeChoices } from "../communes.ts";
import { openFile } from "../open_file.ts";
import { PlaceField, type Point } from "../place_field.tsx";
import { boxOf, PointMap, type View, WHOLE_PROVINCE } from "../point_map.tsx";
import { Still } from "../picture.tsx";
import { province } from "../province.ts";
import { Saved } from "../saved.tsx";
import type { Screen } from "../screens.ts";
import { Timeline } from "../timeline.tsx";
import { useSending } from "../use_sending.tsx";
import { openPage } from "../zalo/adapter.ts";

export function Stores(): JSX.Element {
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const [category, setCategory] = useState("");
  const [openNow, setOpenNow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim()), 300);
    return () => clearTimeout(timer);
  }, [typed]);
  const categories = useAnswer("GET /v1/shop-categories");
  const shops = useAnswer("GET /v1/shops", { query: { ...(wanted ? { q: wanted } : {}), ...(category ? { category } : {}), ...(openNow ? { open_now: true } : {}), limit: 30 } });
  return (
    <>
      <Title note="Cửa hàng trong tỉnh nhận thanh toán không tiền mặt.">Cửa hàng 4.0</Title>
      <LinkButton to="/stores/mine" kind="quiet" icon="store">Cửa hàng của tôi</LinkButton>
      <LinkButton to="/stores/map" kind="quiet" icon="pin">Xem trên bản đồ</LinkButton>
      <TextField id="find" label="Tìm cửa hàng" required value={typed} onChange={setTyped} mode="search" max={60} />
      <SelectField id="category" label="Ngành hàng" required none="Tất cả" value={category} onChange={setCategory} choices={(categories.value?.items ?? []).map(({ code, label }) => [code, label])} />
      <label class="choice">
        <input type="checkbox" checked={openNow} onChange={(event) => setOpenNow(event.currentTarget.checked)} />
        <span>Chỉ cửa hàng đang mở cửa</span>
      </label>
      <Shown seen={shops} empty={wanted || category || openNow ? "Chưa có cửa hàng nào như vậy." : "Chưa có cửa hàng nào trong danh bạ."}>
        {({ items }) => <Rows>{items.map(({ id, name, category_labels, address, open_now }) => <Row to={`/stores/${id}`} icon="store" title={name} note={`${category_labels.join(", ")}. ${address}`} tag={<Tag tone={open_now ? "good" : "calm"}>{open_now ? "Đang mở cửa" : "Đang đóng cửa"}</Tag>} />)}</Rows>}
      </Shown>
    </>
  );
}

/** Where the shops are; the same as a list stands below for who cannot read a map. */
export function StoreMap(): JSX.Element {
  const [view, setView] = useState<View>(WHOLE_PROVINCE);
  const { west, south, east, north } = boxOf(view);
  const seen = useAnswer("GET /v1/shops", { query: { box: [south, west, north, east].join(), limit: 50 } });
  const marks = (seen.value?.items ?? []).flatMap(({ id, name, latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [{ point: { latitude, longitude }, label: name, text: "", onTap: () => go(`/stores/${id}`) }]);
  return (
    <>
      <Title note="Chạm vào một điểm để xem.">Bản đồ cửa hàng</Title>
      <PointMap label="Bản đồ cửa hàng của tỉnh" view={view} onMove={setView} marks={marks} />
      <Shown seen={seen} empty="Trong khung này chưa có cửa hàng nào.">
        {({ items }) => <Rows>{items.map(({ id, name, address }) => <Row to={`/stores/${id}`} icon="pin" title={name} note={address} />)}</Rows>}
      </Shown>
    </>
  );
}

export function Store({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/shops/{shop_id}", { path: { shop_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Cửa hàng">{(shop) => <Whole shop={shop} />}</Shown>;
}

const Whole = ({ shop }: { shop: PublicShop }): JSX.Element => (
  <>
    <Title note={shop.category_labels.join(", ")}>{shop.name}</Title>
    <Card>
      {shop.description ? <p>{shop.description}</p> : null}
      <Facts facts={[["Địa chỉ", shop.address], ["Giờ mở cửa", shop.hours.map(({ days, opens, closes }) => `${opens === "00:00" && closes === "23:59" ? "Cả ngày đêm" : `${opens} đến ${closes}`}, ${daysOf(days)}`).join("; ")]]} />
    </Card>
    {shop.products.length ? <Card title="Hàng bán"><Facts facts={shop.products.map(({ name, price, unit }) => [name, price === null ? "Hỏi giá" : `${money(price)}${unit ? ` / ${unit}` : ""}`])} /></Card> : null}
    {shop.photos.length ? <div class="photos">{shop.photos.map((id) => <ShopPhoto shop={shop.id} id={id} />)}</div> : null}
    <LinkButton to={`tel:${shop.phone}`} icon="phone">Gọi {shop.phone}</LinkButton>
    <Button kind="quiet" icon="pin" busy="Đang mở…" onClick={() => openPage(mapOf(shop))}>Tìm đường đến cửa hàng</Button>
  </>
);

const DAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"];

/** 1 is Monday: “mỗi ngày”, “thứ Hai đến thứ Sáu”, “thứ Bảy, Chủ nhật”. */
function daysOf(days: number[]): string {
  const [first = 1, last = 7] = [Math.min(...days), Math.max(...days)];
  if (days.length === 7) return "mỗi ngày";
  const name = (day: number): string => DAYS[day - 1] ?? "";
  return days.length > 2 && last - first + 1 === days.length ? `${name(first)} đến ${name(last)}` : [...days].sort().map(name).join(", ");
}

/** In whatever app of maps the phone has; by the address in words where the place is not known. */
const mapOf = ({ latitude, longitude, address }: PublicShop): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(latitude === null ? `${address}, ${province.province}` : `${latitude},${longitude}`)}`;

function ShopPhoto({ shop, id }: { shop: string; id: string }): JSX.Element {
  const [address, setAddress] = useState<string | null>("");
  useEffect(() => void ask("GET /v1/shops/{shop_id}/photos/{file_id}", { path: { shop_id: shop, file_id: id }, file: true }).then((file) => setAddress(URL.createObjectURL(file)), () => setAddress(null)), []);
  useEffect(() => () => URL.revokeObjectURL(address ?? ""), [address]);
  return <Still address={address} alt="Ảnh cửa hàng" />;
}

export function MyStores(): JSX.Element {
  const seen = useAnswer("GET /v1/me/shops");
  return (
    <>
      <Title>Cửa hàng của tôi</Title>
      <Shown seen={seen} empty="Ông/Bà chưa đăng ký cửa hàng nào.">
        {({ items }) => (
          <>
            {items.map(({ id, name, code, state, state_label, timeline, address, allowed_actions }) => (
              <Card title={name}>
                <Tag tone={state === "approved" ? "good" : state === "rejected" || state === "revoked" ? "bad" : "wait"}>{state_label}</Tag>
                <Facts facts={[["Mã", code], ["Địa chỉ", address]]} />
                {state === "approved" ? <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/me/shops/{shop_id}/poster.pdf", { shop_id: id }, `ma-qr-${code}.pdf`)}>Tải bảng mã QR</Button> : null}
                {allowed_actions.some(({ action }) => action === "supplement") ? <LinkButton to={`/stores/mine/${id}`} icon="pen">Bổ sung thông tin</LinkButton> : null}
                <Timeline entries={timeline.filter(({ reason }) => reason).map(({ at, reason }) => ({ at, label: reason ?? "" }))} />
              </Card>
            ))}
          </>
        )}
      </Shown>
      <LinkButton to="/stores/register" icon="store">Đăng ký cửa hàng</LinkButton>
    </>
  );
}

const LEGAL: Array<[string, string]> = [["household", "Hộ kinh doanh"], ["company", "Công ty"], ["cooperative", "Hợp tác xã"], ["unregistered", "Buôn bán nhỏ, chưa đăng ký"]];
interface Written {
  text: Record<string, string>;
  photos: string[];
  point: Point | null;
}

const EMPTY: Written = { text: { legal: "household", opens: "07:00", closes: "21:00" }, photos: [], point: null };
const NEEDED: Array<[field: string, words: string]> = [["name", "tên cửa hàng"], ["owner", "tên chủ cửa hàng"], ["registered", "tên đã đăng ký kinh doanh"], ["tax", "mã số thuế"], ["category", "ngành hàng"], ["commune", "xã, phường"], ["address", "địa chỉ"], ["phone", "số điện thoại"]];
const ACCOUNT: typeof NEEDED = [["bank", "ngân hàng"], ["account", "số tài khoản"], ["holder", "tên chủ tài khoản"]];

export function RegisterStore(): JSX.Element {
  const draft = useKept("draft:store", EMPTY);
  const { send, outcome, kept } = useSending();
  useEffect(() => void (kept && draft.drop()), [kept]);
  const submit = async (profile: Profile): Promise<void> => {
    const { bank = "", account = "", holder = "" } = draft.value.text;
    const body = { profile, account: { bank, number: account.replace(/\s/g, ""), holder: holder.trim() } };
    if (!(await send("POST /v1/me/shops", { label: "Đăng ký cửa hàng", body }))) return;
    await draft.drop();
    go("/stores/mine", { replace: true });
  };
  if (kept) return <Saved what="Đăng ký cửa hàng" to="/stores" words="Xong" />;
  return <StoreForm title="Đăng ký cửa hàng" note="Được duyệt, cửa hàng có bảng mã QR để nhận tiền." draft={draft} withAccount outcome={outcome} button="Gửi đăng ký" onSend={submit} />;
}

/** What the office wants to have mended: the same form, as it was filled in. */
export function MendStore({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/me/shops/{shop_id}", { path: { shop_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Bổ sung thông tin">{(shop) => <Mend shop={shop} />}</Shown>;
}

function Mend({ shop }: { shop: OwnShop }): JSX.Element {
  const [hours] = shop.hours;
  const draft = useKept(`draft:store:${shop.id}:${shop.version}`, {
    text: {
      name: shop.name, legal: shop.legal_type, owner: shop.owner_name, tax: shop.tax_code ?? "", category: shop.categories[0] ?? "", commune: shop.commune, address: shop.address, phone: shop.phone,
      registered: shop.registered_name, opens: hours?.opens ?? "07:00", closes: hours?.closes ?? "21:00",
    } as Record<string, string>,
    photos: shop.photos,
    point: shop.latitude === null || shop.longitude === null ? null : { latitude: shop.latitude, longitude: shop.longitude } as Point | null,
  });
  const { send, outcome, kept } = useSending();
  useEffect(() => void (kept && draft.drop()), [kept]);
  const submit = async (profile: Profile): Promise<void> => {
    const { description, products } = shop;
    const [span] = profile.hours;
    const sameHours = span?.opens === hours?.opens && span?.closes === hours?.closes;
    // What the form does not ask, such as a second category or what is closed on Sunday, stays as it was.
    const unasked = {
      description,
      products,
      categories: [...new Set([...profile.categories, ...shop.categories.slice(1)])],
      hours: sameHours ? shop.hours : [...profile.hours.map((each) => ({ ...each, days: hours?.days ?? each.days })), ...shop.hours.slice(1)],
    };
    const errand = { label: "Bổ sung cửa hàng", path: { shop_id: shop.id }, body: { profile: { ...profile, ...unasked } }, version: shop.version };
    if (!(await send("POST /v1/me/shops/{shop_id}/supplement", errand))) return;
    await draft.drop();
    go("/stores/mine", { replace: true });
  };
  if (kept) return <Saved what="Thông tin cửa hàng" to="/stores/mine" words="Xong" />;
  const asked = [...shop.timeline].reverse().find(({ action }) => action === "request_supplement")?.reason;
  return <StoreForm title="Bổ sung thông tin" note={asked ?? undefined} draft={draft} withAccount={false} outcome={outcome} button="Gửi bổ sung" onSend={submit} />;
}

function StoreForm({ title, note, draft, withAccount, outcome, button, onSend }: {
  title: string;
  note: string | undefined;
  draft: Kept<Written>;
  withAccount: boolean;
  outcome: JSX.Element | null;
  button: string;
  onSend: (profile: Profile) => Promise<void>;
}): JSX.Element {
  const categories = useAnswer("GET /v1/shop-categories");
  const communes = useAnswer("GET /v1/communes");
  const { text: written, photos, point } = draft.value;
  const [faults, setFaults] = useState<Fault[]>([]);
  const text = (name: string): string => (written[name] ?? "").trim();
  const field = (name: string): { id: string; required: true; value: string; fault: string | undefined; onChange: (typed: string) => void } => ({
    id: name,
    required: true,
    value: written[name] ?? "",
    fault: faults.find((each) => each.field === name)?.message,
    onChange: (typed) => draft.change({ text: { ...written, [name]: typed } }),
  });
  const taxed = text("legal") !== "unregistered";
  const company = text("legal") === "company" || text("legal") === "cooperative";
  const submit = async (): Promise<void> => {
    const needed = [...NEEDED.filter(([name]) => (name !== "tax" || taxed) && (name !== "registered" || company)), ...(withAccount ? ACCOUNT : [])];
    const found = needed.filter(([name]) => !text(name)).map(([name, words]) => ({ field: name, message: `Xin cho biết ${words}.` }));
    setFaults(found);
    if (found.length) return;
    await onSend({
      name: text("name"), legal_type: text("legal") as Profile["legal_type"], owner_name: text("owner"), registered_name: text("registered"), tax_code: taxed ? text("tax") : null, commune: text("commune"), address: text("address"), place: point,
      categories: [text("category")], hours: [{ days: [1, 2, 3, 4, 5, 6, 7], opens: text("opens"), closes: text("closes") }], phone: text("phone").replace(/\D/g, ""), photos,
    });
  };
  return (
    <>
      <Title note={note}>{title}</Title>
      <ErrorSummary faults={faults} />
      <TextField {...field("name")} label="Tên cửa hàng" max={100} />
      <Choices {...field("legal")} label="Cửa hàng là" choices={LEGAL} />
      {taxed ? <TextField {...field("registered")} required={company} label="Tên đã đăng ký kinh doanh" hint="Như trên giấy đăng ký, ví dụ: Công ty TNHH Bình Minh" max={150} /> : null}
      {taxed ? <TextField {...field("tax")} label="Mã số thuế" hint="Trên giấy đăng ký kinh doanh; hộ kinh doanh là số căn cước của chủ hộ" mode="numeric" max={20} /> : null}
      <TextField {...field("owner")} label="Họ tên chủ cửa hàng" max={100} autocomplete="name" />
      <ListField {...field("category")} label="Ngành hàng" seen={categories} choicesOf={({ items }) => items.map(({ code, label }) => [code, label])} />
      <ListField {...field("commune")} label="Xã, phường" seen={communes} choicesOf={communeChoices} />
      <TextField {...field("address")} label="Địa chỉ" hint="Ví dụ: 12 Hùng Vương" max={200} />
      <PlaceField point={point} why="Ông/Bà đứng ở cửa hàng rồi bấm, để người mua tìm đúng chỗ trên bản đồ. Không bắt buộc." onChange={(place) => draft.change({ point: place })} />
      <TextField {...field("phone")} label="Số điện thoại" mode="tel" max={15} autocomplete="tel-national" />
      <TextField {...field("opens")} label="Mở cửa lúc" hint="Ví dụ: 07:00" max={5} />
      <TextField {...field("closes")} label="Đóng cửa lúc" hint="Ví dụ: 21:00" max={5} />
      {withAccount ? (
        <>
          <SelectField {...field("bank")} label="Ngân hàng nhận tiền" choices={BANKS.map(([number, name]) => [number, name])} />
          <TextField {...field("account")} label="Số tài khoản" mode="numeric" max={24} />
          <TextField {...field("holder")} label="Tên chủ tài khoản" hint="Viết hoa không dấu, như trên thẻ" max={60} />
        </>
      ) : null}
      <PhotoField id="photos" label="Ảnh cửa hàng" upload="POST /v1/shop-photos" most={4} names={photos} onChange={(names) => draft.change({ photos: names })} />
      {outcome}
      <Button onClick={submit}>{button}</Button>
    </>
  );
}
