/** Cửa hàng 4.0: the directory, a shop, registering one's own and what became of it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ask } from "@quangngai/common/api/client.ts";
import type { Account, AccountView, OwnShop, Profile, PublicShop, ShopAction, SimilarShop, Span } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, ListField, ManyField, SelectField, TextField } from "@quangngai/common/forms/fields.tsx";
import { type Faults, useFaults } from "@quangngai/common/forms/use_faults.ts";
import { useRefusal } from "@quangngai/common/forms/use_refusal.ts";
import { ButtonAfterPhotos } from "@quangngai/common/ui/button_after_photos.tsx";
import { Button, Card, Confirm, ErrorSummary, Facts, LinkButton, Loading, Notice, ProblemView, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { useOver } from "@quangngai/common/ui/over.ts";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { isOfShop, nationalNumber } from "@quangngai/common/words/phone.ts";
import { type Kept, useKept } from "@quangngai/common/ui/use_kept.ts";
import { money } from "@quangngai/common/words/words.ts";
import { BANKS } from "../banks.ts";
import { communeChoices, formerCommunes, withCommune } from "../communes.ts";
import { EVERY_DAY, HoursField, hoursFaults, hoursOf, hoursText } from "../hours.tsx";
import { openFile } from "../open_file.ts";
import { PlaceField, type Point } from "../place_field.tsx";
import { boxOf, PointMap, type View, WHOLE_PROVINCE } from "../point_map.tsx";
import { Still } from "../picture.tsx";
import { type Product, productFaults, ProductsField, productsFrom, productsOf } from "../products_field.tsx";
import { province } from "../province.ts";
import { Saved } from "../saved.tsx";
import type { Screen } from "../screens.ts";
import { Timeline } from "../timeline.tsx";
import { type Sending, useSending } from "../use_sending.tsx";
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
    latitude === null || longitude === null ? [] : [{ point: { latitude, longitude }, count: 1, label: name, onTap: () => go(`/stores/${id}`) }]);
  return (
    <>
      <Title note="Chạm vào một điểm để xem.">Bản đồ cửa hàng</Title>
      <PointMap label="Bản đồ cửa hàng của tỉnh" view={view} onMove={setView} marks={marks} things="cửa hàng" />
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
      <Facts facts={[["Địa chỉ", withCommune(shop.address, shop.commune_name)], ["Giờ mở cửa", hoursText(shop.hours)]]} />
    </Card>
    {shop.products.length ? <Card title="Hàng bán"><Facts facts={shop.products.map(({ name, price, unit }) => [name, price === null ? "Hỏi giá" : `${money(price)}${unit ? ` / ${unit}` : ""}`])} /></Card> : null}
    {shop.photos.length ? <div class="photos">{shop.photos.map((id) => <ShopPhoto shop={shop.id} id={id} />)}</div> : null}
    <LinkButton to={`tel:${shop.phone}`} icon="phone">Gọi {shop.phone}</LinkButton>
    <Button kind="quiet" icon="pin" busy="Đang mở…" onClick={() => openPage(mapOf(shop))}>Tìm đường đến cửa hàng</Button>
  </>
);

/** In whatever app of maps the phone has; by the address in words where the place is not known. */
const mapOf = ({ latitude, longitude, address, commune_name: commune }: PublicShop): string =>
  `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(latitude === null ? `${withCommune(address, commune)}, ${province.province}` : `${latitude},${longitude}`)}`;

function ShopPhoto({ shop, id }: { shop: string; id: string }): JSX.Element {
  const [address, setAddress] = useState<string | null>("");
  useEffect(() => void ask("GET /v1/shops/{shop_id}/photos/{file_id}", { path: { shop_id: shop, file_id: id }, file: true }).then((file) => setAddress(URL.createObjectURL(file)), () => setAddress(null)), []);
  useEffect(() => () => URL.revokeObjectURL(address ?? ""), [address]);
  return <Still address={address} alt="Ảnh cửa hàng" />;
}

export function MyStores(): JSX.Element {
  const seen = useAnswer("GET /v1/me/shops");
  const { over, open, close } = useOver();
  const changed = async (): Promise<void> => {
    if (over) await close();
    await seen.reload();
  };
  return (
    <>
      <Title>Cửa hàng của tôi</Title>
      <Shown seen={seen} empty="Ông/Bà chưa đăng ký cửa hàng nào.">
        {({ items }) => (
          <>
            {items.map((shop) => shop.id === over
              ? <ChangePayee key={shop.id} shop={shop} onDone={changed} />
              : <Own key={shop.id} shop={shop} onPayee={() => open(shop.id)} onClosed={changed} />)}
          </>
        )}
      </Shown>
      <LinkButton to="/stores/register" icon="store">Đăng ký cửa hàng</LinkButton>
    </>
  );
}

const accountText = ({ bank_name, number, holder }: AccountView): string => `${bank_name} ${number}, ${holder}`;

/** Asked, for only the owner knows; the office decides. */
const IsItOne = ({ similar: { name, code, state_label, same_labels } }: { similar: SimilarShop }): JSX.Element => (
  <Notice tone="wait" title={`Có phải là “${name}” không?`}>
    <p>Cửa hàng này có thể là cửa hàng mã {code} của Ông/Bà ({state_label.toLowerCase()}): {same_labels.join(", ").toLowerCase()}. Nếu là một, Ông/Bà đóng bớt một cửa hàng; nếu là hai cửa hàng khác nhau, Ông/Bà không cần làm gì.</p>
  </Notice>
);

/** With what the service lets its owner do now. */
function Own({ shop: { id, name, code, state, state_label, timeline, address, hours, account, wanted_account, similar, allowed_actions, version }, onPayee, onClosed }: {
  shop: OwnShop;
  onPayee: () => void;
  onClosed: () => Promise<void>;
}): JSX.Element {
  const { send, outcome } = useSending();
  const offered = (action: ShopAction): string | undefined => allowed_actions.find((each) => each.action === action)?.label;
  const close = async (): Promise<void> => {
    // Not later, when somebody may have thought better of it.
    if (await send("POST /v1/me/shops/{shop_id}/closure", { label: "Đóng cửa hàng", path: { shop_id: id }, version, body: {}, now: true })) await onClosed();
  };
  return (
    <Card title={name}>
      <Tag tone={state === "approved" ? "good" : state === "rejected" || state === "revoked" ? "bad" : "wait"}>{state_label}</Tag>
      <Facts facts={[["Mã", code], ["Địa chỉ", address], ["Giờ mở cửa", hoursText(hours)], ["Tài khoản nhận tiền", accountText(account)], ["Tài khoản mới, chờ duyệt", wanted_account && accountText(wanted_account)]]} />
      {similar.map((other) => <IsItOne similar={other} />)}
      {state === "approved" ? <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/me/shops/{shop_id}/poster.pdf", { shop_id: id }, `ma-qr-${code}.pdf`)}>Tải bảng mã QR</Button> : null}
      {offered("supplement") ? <LinkButton to={`/stores/mine/${id}`} icon="pen">Bổ sung thông tin</LinkButton> : null}
      {offered("change_payee") ? <Button kind="quiet" icon="wallet" onClick={onPayee}>{offered("change_payee")}</Button> : null}
      {outcome}
      {offered("close") ? <Confirm question="Đóng hẳn cửa hàng này? Cửa hàng không còn trong danh bạ; muốn mở lại thì đăng ký mới." sure="Đóng hẳn cửa hàng" onClick={close}>{offered("close")}</Confirm> : null}
      <Timeline entries={timeline.map(({ at, label, reason }) => ({ at, label, text: reason }))} />
    </Card>
  );
}

function ChangePayee({ shop: { id, name, state, version }, onDone }: { shop: OwnShop; onDone: () => Promise<void> }): JSX.Element {
  const draft = `draft:payee:${id}`;
  const { value: written, change, drop } = useKept<Record<string, string>>(draft, {});
  const { send, closed, outcome, refused } = useSending(draft);
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => missing(ACCOUNT, written)), ASKED_OF_PAYEE, written);
  const submit = async (): Promise<void> => {
    if (!right()) return;
    // An account is not changed later, when somebody may have thought better of it.
    if (await send("POST /v1/me/shops/{shop_id}/payee", { label: "Đổi tài khoản nhận tiền", path: { shop_id: id }, version, body: accountOf(written), now: true })) await onDone();
  };
  return (
    <Card title={name}>
      <Notice title="Đổi tài khoản nhận tiền"><p>{state === "approved" ? "Tài khoản cũ vẫn dùng đến khi xã, phường duyệt tài khoản mới." : "Cửa hàng chưa được duyệt nên tài khoản mới thay ngay tài khoản đã ghi."}</p></Notice>
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed}><AccountFields field={(name) => fieldOf(name, written, of, change)} /></div>
      {whole ? null : outcome}
      <Button onClick={submit}>Gửi tài khoản mới</Button>
      <Button kind="quiet" onClick={() => drop().then(onDone)}>Thôi, giữ tài khoản cũ</Button>
    </Card>
  );
}

const LEGAL: Array<[string, string]> = [["household", "Hộ kinh doanh"], ["company", "Công ty"], ["cooperative", "Hợp tác xã"], ["unregistered", "Buôn bán nhỏ, chưa đăng ký"]];
interface Written {
  text: Record<string, string>;
  categories: string[];
  hours: Span[];
  photos: string[];
  description: string;
  products: Product[];
  point: Point | null;
}

const EMPTY: Written = { text: { legal: "household" }, categories: [], hours: [{ days: EVERY_DAY, opens: "07:00", closes: "21:00" }], photos: [], description: "", products: [], point: null };
const DRAFT = "draft:store";
const NEW_ACCOUNT = "new";
/** As many as the service takes. */
const MOST_CATEGORIES = 3;
const NEEDED: Array<[field: string, words: string]> = [["name", "tên cửa hàng"], ["owner", "tên chủ cửa hàng"], ["registered", "tên đã đăng ký kinh doanh"], ["tax", "mã số thuế"], ["commune", "xã, phường"], ["address", "địa chỉ"]];
const ACCOUNT: typeof NEEDED = [["bank", "ngân hàng"], ["account", "số tài khoản"], ["holder", "tên chủ tài khoản"]];

/** By the names that the service has for them. */
const ASKED_OF_PAYEE = { bank: "bank", number: "account", holder: "holder" };
const ASKED = {
  "account.bank": "bank", "account.number": "account", "account.holder": "holder", note: "note",
  "profile.name": "name", "profile.legal_type": "legal", "profile.owner_name": "owner", "profile.registered_name": "registered", "profile.tax_code": "tax", "profile.commune": "commune", "profile.address": "address", "profile.phone": "phone",
  "profile.categories": "category", "profile.description": "description", "profile.photos": "photos",
  "profile.hours[]": "days-#", "profile.hours[].days": "days-#", "profile.hours[].opens": "opens-#", "profile.hours[].closes": "closes-#",
  "profile.products[].name": "product-#", "profile.products[].price": "price-#", "profile.products[].unit": "unit-#",
};

const missing = (needed: typeof NEEDED, written: Record<string, string>): Fault[] =>
  needed.filter(([name]) => !written[name]?.trim()).map(([name, words]) => ({ field: name, message: `Xin cho biết ${words}.` }));

const accountOf = ({ bank = "", account = "", holder = "" }: Record<string, string>): Account => ({ bank, number: account.replace(/\s/g, ""), holder: holder.trim() });

interface Field {
  id: string;
  required: true;
  value: string;
  fault: string | undefined;
  onChange: (typed: string) => void;
}

const fieldOf = (id: string, written: Record<string, string>, of: Faults["of"], change: (part: Record<string, string>) => void): Field => ({
  id,
  required: true,
  value: written[id] ?? "",
  fault: of(id),
  onChange: (typed) => change({ [id]: typed }),
});

const AccountFields = ({ field }: { field: (name: string) => Field }): JSX.Element => (
  <>
    <SelectField {...field("bank")} label="Ngân hàng nhận tiền" hint="Ngân hàng không có trong danh sách thì chưa nhận tiền bằng mã VietQR: Ông/Bà ghi một tài khoản ở ngân hàng khác, hoặc hỏi xã, phường" choices={BANKS.map(([number, name]) => [number, name])} />
    <TextField {...field("account")} label="Số tài khoản" mode="numeric" max={24} />
    <TextField {...field("holder")} label="Tên chủ tài khoản" hint="Viết hoa không dấu, như trên thẻ" max={60} />
  </>
);

export function RegisterStore(): JSX.Element {
  const draft = useKept(DRAFT, EMPTY);
  const { send, kept, saved, ...sending } = useSending(DRAFT);
  const submit = async (profile: Profile): Promise<void> => {
    const body = { profile, account: accountOf(draft.value.text) };
    if (await send("POST /v1/me/shops", { label: "Đăng ký cửa hàng", body })) go("/stores/mine", { replace: true });
  };
  if (saved) return <Saved errand={saved} waits={kept !== null} what="Đăng ký cửa hàng" to="/stores/mine" words="Xem cửa hàng của tôi" />;
  return <StoreForm title="Đăng ký cửa hàng" note="Được duyệt, cửa hàng có bảng mã QR để nhận tiền." draft={draft} {...sending} button="Gửi đăng ký" onSend={submit} />;
}

/** What the office wants to have mended: the same form, as it was filled in. */
export function MendStore({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/me/shops/{shop_id}", { path: { shop_id: ids.id ?? "" } });
  return <Shown seen={seen} title="Bổ sung thông tin">{(shop) => <Mend shop={shop} />}</Shown>;
}

function Mend({ shop }: { shop: OwnShop }): JSX.Element {
  const name = `${DRAFT}:${shop.id}:${shop.version}`;
  const draft = useKept(name, {
    text: {
      name: shop.name, legal: shop.legal_type, owner: shop.owner_name, tax: shop.tax_code ?? "", commune: shop.commune, address: shop.address, phone: shop.phone,
      registered: shop.registered_name,
    } as Record<string, string>,
    categories: shop.categories,
    hours: shop.hours,
    photos: shop.photos,
    description: shop.description,
    products: productsFrom(shop.products),
    point: shop.latitude === null || shop.longitude === null ? null : { latitude: shop.latitude, longitude: shop.longitude } as Point | null,
  });
  const { send, kept, saved, ...sending } = useSending(name);
  const submit = async (profile: Profile): Promise<void> => {
    const account = draft.value.text.payee === NEW_ACCOUNT ? accountOf(draft.value.text) : null;
    const errand = { label: "Bổ sung cửa hàng", path: { shop_id: shop.id }, body: { profile, account, note: (draft.value.text.note ?? "").trim() || null }, version: shop.version };
    if (await send("POST /v1/me/shops/{shop_id}/supplement", errand)) go("/stores/mine", { replace: true });
  };
  if (saved) return <Saved errand={saved} waits={kept !== null} what="Thông tin cửa hàng" to="/stores/mine" words="Xem cửa hàng của tôi" />;
  const asked = [...shop.timeline].reverse().find(({ action }) => action === "request_supplement")?.reason;
  return <StoreForm title="Bổ sung thông tin" note={asked ?? undefined} draft={draft} known={shop.account} {...sending} button="Gửi bổ sung" onSend={submit} />;
}

function StoreForm({ title, note, draft, known, closed, outcome, refused, button, onSend }: {
  title: string;
  note: string | undefined;
  draft: Kept<Written>;
  /** The account that the office has already, which stays unless another is written. */
  known?: AccountView;
  button: string;
  onSend: (profile: Profile) => Promise<void>;
} & Pick<Sending, "closed" | "outcome" | "refused">): JSX.Element {
  const categories = useAnswer("GET /v1/shop-categories");
  const communes = useAnswer("GET /v1/communes");
  const { text: written, photos, description, products, point, categories: chosen, hours } = draft.value;
  const text = (name: string): string => (written[name] ?? "").trim();
  const taxed = text("legal") !== "unregistered";
  const company = text("legal") === "company" || text("legal") === "cooperative";
  const withAccount = !known || text("payee") === NEW_ACCOUNT;
  const needed = [...NEEDED.filter(([name]) => (name !== "tax" || taxed) && (name !== "registered" || company)), ...(withAccount ? ACCOUNT : [])];
  const spans = hoursOf(hours);
  const { of, right, whole, ...wrong } = useRefusal(refused?.problem, useFaults(() => [
    ...missing(needed, written),
    !(chosen.length && chosen.length <= MOST_CATEGORIES) && { field: "category", message: `Xin chọn từ 1 đến ${MOST_CATEGORIES} ngành hàng.` },
    !isOfShop(nationalNumber(text("phone"))) && { field: "phone", message: "Số điện thoại di động hoặc số máy bàn có mã vùng, ví dụ 0255 3822 541." },
    ...hoursFaults(spans),
    ...productFaults(products),
  ]), ASKED, { ...written, ...draft.value, days: hours, opens: hours, closes: hours, category: chosen, product: products, price: products, unit: products });
  const field = (name: string): Field => fieldOf(name, written, of, (part) => draft.change(({ text: all }) => ({ text: { ...all, ...part } })));
  const submit = async (): Promise<void> => {
    if (!right()) return;
    await onSend({
      name: text("name"), legal_type: text("legal") as Profile["legal_type"], owner_name: text("owner"), registered_name: text("registered"), tax_code: taxed ? text("tax") : null, commune: text("commune"), address: text("address"), place: point,
      categories: chosen, hours: spans, phone: nationalNumber(text("phone")), photos, description: description.trim(), products: productsOf(products),
    });
  };
  return (
    <>
      <Title note={note}>{title}</Title>
      <ErrorSummary {...wrong} />
      <div class="stack" inert={closed}>
        <TextField {...field("name")} label="Tên cửa hàng" max={100} />
        <Choices {...field("legal")} label="Cửa hàng là" choices={LEGAL} />
        {taxed ? <TextField {...field("registered")} required={company} label="Tên đã đăng ký kinh doanh" hint="Như trên giấy đăng ký, ví dụ: Công ty TNHH Bình Minh" max={150} /> : null}
        {taxed ? <TextField {...field("tax")} label="Mã số thuế" hint="Trên giấy đăng ký kinh doanh; hộ kinh doanh là số căn cước của chủ hộ" mode="numeric" max={20} /> : null}
        <TextField {...field("owner")} label="Họ tên chủ cửa hàng" max={100} autocomplete="name" />
        <ManyField id="category" label="Ngành hàng" required hint={`Chọn 1 đến ${MOST_CATEGORIES} ngành`} fault={of("category")} value={chosen} onChange={(codes) => draft.change({ categories: codes })}
          choices={(categories.value?.items ?? []).map(({ code, label }) => [code, label])} />
        {categories.value ? null : categories.problem ? <ProblemView problem={categories.problem} again={categories.reload} /> : <Loading />}
        <ListField {...field("commune")} label="Xã, phường" seen={communes} choicesOf={communeChoices} otherNames={formerCommunes} />
        <TextField {...field("address")} label="Địa chỉ" hint="Ví dụ: 12 Hùng Vương" max={200} />
        <PlaceField point={point} why="Ông/Bà đứng ở cửa hàng rồi bấm, để người mua tìm đúng chỗ trên bản đồ. Không bắt buộc." onChange={(place) => draft.change({ point: place })} />
        <TextField {...field("phone")} label="Số điện thoại" mode="tel" max={20} autocomplete="tel-national" />
        <HoursField hours={hours} of={of} onChange={(spans) => draft.change({ hours: spans })} />
        {known ? <Choices {...field("payee")} label="Tài khoản nhận tiền" choices={[["", `Giữ tài khoản ${known.bank_name}, số cuối ${known.number.slice(-4)}`], [NEW_ACCOUNT, "Ghi lại tài khoản"]]} /> : null}
        {withAccount ? <AccountFields field={field} /> : null}
        <PhotoField id="photos" label="Ảnh cửa hàng" upload="POST /v1/shop-photos" most={4} names={photos} onChange={(change) => draft.change(({ photos: all }) => ({ photos: change(all) }))} />
        <TextField id="description" label="Giới thiệu" required={false} hint="Để khách biết cửa hàng có gì hay" long max={1000} value={description} onChange={(typed) => draft.change({ description: typed })} />
        <ProductsField products={products} of={of} onChange={(goods) => draft.change({ products: goods })} />
        {known ? <TextField {...field("note")} required={false} label="Lời nhắn cho xã, phường" long max={500} /> : null}
      </div>
      {whole ? null : outcome}
      <ButtonAfterPhotos onClick={submit}>{button}</ButtonAfterPhotos>
    </>
  );
}
