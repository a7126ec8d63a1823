/** What a shop sells, for those who look for it: as few or as many goods as its owner likes to name. */
import type { JSX } from "preact";
import type { Goods, GoodsView } from "@quangngai/common/api/schema.ts";
import type { Fault } from "@quangngai/common/forms/check.ts";
import { TextField } from "@quangngai/common/forms/fields.tsx";
import type { Faults } from "@quangngai/common/forms/use_faults.ts";
import { Button, Card, Confirm } from "@quangngai/common/ui/parts.tsx";

export interface Product {
  name: string;
  price: string;
  unit: string;
}

/** As the service takes them. */
const MOST = 50;
const SHORTEST = 2;
/** With or without the dots between thousands; nothing is sold for less than a đồng. */
const PRICE = /^[1-9]\d{0,2}(\.\d{3}){1,3}$|^[1-9]\d{0,11}$/;

const trimmed = ({ name, price, unit }: Product): Product => ({ name: name.trim(), price: price.replace(/\s|đ$|đồng$/g, ""), unit: unit.trim() });
const isBlank = (product: Product): boolean => Object.values(trimmed(product)).every((written) => !written);

/** As they are sent: what was left empty is none. */
export const productsOf = (written: Product[]): Goods[] =>
  written.filter((each) => !isBlank(each)).map(trimmed).map(({ name, price, unit }) => ({ name, price: price ? Number(price.replaceAll(".", "")) : null, unit }));

/** As they are written again. */
export const productsFrom = (goods: GoodsView[]): Product[] => goods.map(({ name, price, unit }) => ({ name, price: price === null ? "" : String(price), unit }));

export const productFaults = (written: Product[]): Array<Fault | false> =>
  written.flatMap((each, at) => {
    const { name, price } = trimmed(each);
    return [
      !isBlank(each) && name.length < SHORTEST && { field: `product-${at}`, message: "Xin ghi tên hàng, hoặc bỏ mặt hàng này." },
      Boolean(price) && !PRICE.test(price) && { field: `price-${at}`, message: "Giá là số tiền bằng số, ví dụ 25000; để trống nếu khách hỏi giá." },
    ];
  });

export function ProductsField({ products, of, onChange }: { products: Product[]; of: Faults["of"]; onChange: (products: Product[]) => void }): JSX.Element {
  return (
    <>
      {products.map(({ name, price, unit }, at) => {
        const change = (part: Partial<Product>): void => onChange(products.map((each, place) => (place === at ? { ...each, ...part } : each)));
        return (
          <Card title={`Mặt hàng ${at + 1}`}>
            <TextField id={`product-${at}`} label="Tên hàng" required fault={of(`product-${at}`)} max={100} value={name} onChange={(typed) => change({ name: typed })} />
            <TextField id={`price-${at}`} label="Giá bán, đồng" required={false} hint="Ví dụ: 25000. Để trống nếu khách hỏi giá" mode="numeric" max={20} fault={of(`price-${at}`)} value={price} onChange={(typed) => change({ price: typed })} />
            <TextField id={`unit-${at}`} label="Tính theo" required={false} hint="Ví dụ: kg, cái, suất" max={20} value={unit} onChange={(typed) => change({ unit: typed })} />
            <Confirm key={products.length} question="Bỏ mặt hàng này? Những gì đã ghi không lấy lại được." sure="Bỏ mặt hàng" onClick={() => onChange(products.filter((_, place) => place !== at))}>Bỏ mặt hàng này<span class="sr"> ({name || `mặt hàng ${at + 1}`})</span></Confirm>
          </Card>
        );
      })}
      {products.length < MOST ? <Button kind="quiet" onClick={() => onChange([...products, { name: "", price: "", unit: "" }])}>Thêm mặt hàng</Button> : null}
    </>
  );
}
