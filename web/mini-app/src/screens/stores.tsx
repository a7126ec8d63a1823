/** Cửa hàng 4.0: the directory, a shop, registering one's own and what became of it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { PublicShop } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { Choices, SelectField, TextField } from "@quangngai/common/forms/fields.tsx";
import { Button, Card, ErrorSummary, Facts, LinkButton, Row, Rows, Shown, Tag, Title } from "@quangngai/common/ui/parts.tsx";
import { PhotoField } from "@quangngai/common/ui/photo_field.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";
import { money } from "@quangngai/common/words/words.ts";
import { openFile } from "../open_file.ts";
import { PlaceField, type Point } from "../place_field.tsx";
import type { Screen } from "../screens.ts";
import { Timeline } from "../timeline.tsx";
import { useSending } from "../use_sending.tsx";

export function Stores(): JSX.Element {
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const [category, setCategory] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim()), 300);
    return () => clearTimeout(timer);
  }, [typed]);
  const categories = useAnswer("GET /v1/shop-categories");
  const shops = useAnswer("GET /v1/shops", { query: { ...(wanted ? { q: wanted } : {}), ...(category ? { category } : {}), limit: 30 } });
  return (
    <>
      <Title note="Cửa hàng trong tỉnh nhận thanh toán không tiền mặt.">Cửa hàng 4.0</Title>
      <LinkButton to="/stores/mine" kind="quiet" icon="store">Cửa hàng của tôi</LinkButton>
      <TextField id="find" label="Tìm cửa hàng" required value={typed} onChange={setTyped} mode="search" max={60} />
      <SelectField id="category" label="Ngành hàng" required={false} value={category} onChange={setCategory} choices={(categories.value?.items ?? []).map(({ code, label }) => [code, label])} />
      <Shown seen={shops} empty="Chưa có cửa hàng nào như vậy.">
        {({ items }) => <Rows>{items.map(({ id, name, category_labels, address, open_now }) => <Row to={`/stores/${id}`} icon="store" title={name} note={`${category_labels.join(", ")}. ${address}`} tag={<Tag tone={open_now ? "good" : "calm"}>{open_now ? "Đang mở cửa" : "Đang đóng cửa"}</Tag>} />)}</Rows>}
      </Shown>
    </>
  );
}

export function Store({ ids }: Screen): JSX.Element {
  const seen = useAnswer("GET /v1/shops/{shop_id}", { path: { shop_id: ids.id ?? "" } });
  return <Shown seen={seen}>{(shop) => <Whole shop={shop} />}</Shown>;
}

const Whole = ({ shop }: { shop: PublicShop }): JSX.Element => (
  <>
    <Title note={shop.category_labels.join(", ")}>{shop.name}</Title>
    <Card>
      {shop.description ? <p>{shop.description}</p> : null}
      <Facts facts={[["Địa chỉ", shop.address], ["Giờ mở cửa", shop.hours.map(({ opens, closes }) => `${opens} đến ${closes}`).join("; ")]]} />
    </Card>
    {shop.products.length ? <Card title="Hàng bán"><Facts facts={shop.products.map(({ name, price, unit }) => [name, price === null ? "Hỏi giá" : `${money(price)}${unit ? ` / ${unit}` : ""}`])} /></Card> : null}
    <LinkButton to={`tel:${shop.phone}`} icon="phone">Gọi {shop.phone}</LinkButton>
    <LinkButton to={`https://www.openstreetmap.org/?mlat=${shop.latitude}&mlon=${shop.longitude}#map=17/${shop.latitude}/${shop.longitude}`} kind="quiet" icon="pin">Xem trên bản đồ</LinkButton>
  </>
);

export function MyStores(): JSX.Element {
  const seen = useAnswer("GET /v1/me/shops");
  return (
    <>
      <Title>Cửa hàng của tôi</Title>
      <Shown seen={seen} empty="Ông/Bà chưa đăng ký cửa hàng nào.">
        {({ items }) => (
          <>
            {items.map(({ id, name, code, state, state_label, timeline, address }) => (
              <Card title={name}>
                <Tag tone={state === "approved" ? "good" : state === "rejected" || state === "revoked" ? "bad" : "wait"}>{state_label}</Tag>
                <Facts facts={[["Mã", code], ["Địa chỉ", address]]} />
                {state === "approved" ? <Button kind="quiet" icon="file" busy="Đang mở…" onClick={() => openFile("GET /v1/me/shops/{shop_id}/poster.pdf", { shop_id: id }, `ma-qr-${code}.pdf`)}>Tải bảng mã QR</Button> : null}
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
const BANKS: Array<[string, string]> = [["970436", "Vietcombank"], ["970415", "VietinBank"], ["970418", "BIDV"], ["970405", "Agribank"], ["970422", "MB"], ["970407", "Techcombank"], ["970416", "ACB"], ["970403", "Sacombank"], ["970432", "VPBank"]];

export function RegisterStore(): JSX.Element {
  const categories = useAnswer("GET /v1/shop-categories");
  const communes = useAnswer("GET /v1/communes");
  const [written, setWritten] = useState<Record<string, string>>({ legal: "household", opens: "07:00", closes: "21:00" });
  const [photos, setPhotos] = useState<string[]>([]);
  const [point, setPoint] = useState<Point | null>(null);
  const [faults, setFaults] = useState<Fault[]>([]);
  const { send, told } = useSending();
  const text = (name: string): string => written[name] ?? "";
  const field = (name: string): { id: string; required: true; value: string; fault: string | undefined; onChange: (typed: string) => void } => ({
    id: name,
    required: true,
    value: text(name),
    fault: faults.find((each) => each.field === name)?.message,
    onChange: (typed) => setWritten((before) => ({ ...before, [name]: typed })),
  });
  const submit = async (): Promise<void> => {
    const needed: Array<[string, string]> = [["name", "tên cửa hàng"], ["owner", "tên chủ cửa hàng"], ["category", "ngành hàng"], ["commune", "xã, phường"], ["address", "địa chỉ"], ["phone", "số điện thoại"], ["bank", "ngân hàng"], ["account", "số tài khoản"], ["holder", "tên chủ tài khoản"]];
    const found = needed.filter(([name]) => !text(name).trim()).map(([name, words]) => ({ field: name, message: `Xin cho biết ${words}.` }));
    if (!point) found.push({ field: "place", message: "Xin lấy vị trí khi đang ở cửa hàng." });
    setFaults(found);
    if (found.length || !point) return;
    const profile = {
      name: text("name").trim(), legal_type: text("legal"), owner_name: text("owner").trim(), commune: text("commune"), address: text("address").trim(), place: point,
      categories: [text("category")], hours: [{ days: [1, 2, 3, 4, 5, 6, 7], opens: text("opens"), closes: text("closes") }], phone: text("phone").replace(/\D/g, ""), photos,
    };
    const account = { bank: text("bank"), number: text("account").replace(/\s/g, ""), holder: text("holder").trim() };
    if (await send("POST /v1/me/shops", { label: "Đăng ký cửa hàng", body: { profile, account } })) go("/stores/mine", { replace: true });
  };
  return (
    <>
      <Title note="Được duyệt, cửa hàng có bảng mã QR để nhận tiền.">Đăng ký cửa hàng</Title>
      <ErrorSummary faults={faults} />
      <TextField {...field("name")} label="Tên cửa hàng" max={100} />
      <Choices {...field("legal")} label="Cửa hàng là" choices={LEGAL} />
      <TextField {...field("owner")} label="Họ tên chủ cửa hàng" max={100} autocomplete="name" />
      <SelectField {...field("category")} label="Ngành hàng" choices={(categories.value?.items ?? []).map(({ code, label }) => [code, label])} />
      <SelectField {...field("commune")} label="Xã, phường" choices={(communes.value?.items ?? []).map(({ code, name }) => [code, name])} />
      <TextField {...field("address")} label="Địa chỉ" hint="Ví dụ: 12 Hùng Vương" max={200} />
      <PlaceField point={point} why="Ông/Bà đứng ở cửa hàng rồi bấm, để người mua tìm đúng chỗ trên bản đồ."
        fault={faults.find((each) => each.field === "place")?.message} onChange={setPoint} />
      <TextField {...field("phone")} label="Số điện thoại" mode="tel" max={15} autocomplete="tel-national" />
      <TextField {...field("opens")} label="Mở cửa lúc" hint="Ví dụ: 07:00" max={5} />
      <TextField {...field("closes")} label="Đóng cửa lúc" hint="Ví dụ: 21:00" max={5} />
      <SelectField {...field("bank")} label="Ngân hàng nhận tiền" choices={BANKS} />
      <TextField {...field("account")} label="Số tài khoản" mode="numeric" max={24} />
      <TextField {...field("holder")} label="Tên chủ tài khoản" hint="Viết hoa không dấu, như trên thẻ" max={60} />
      <PhotoField id="photos" label="Ảnh cửa hàng" upload="POST /v1/shop-photos" most={4} names={photos} onChange={setPhotos} />
      {told}
      <Button onClick={submit}>Gửi đăng ký</Button>
    </>
  );
}

