/** What anybody may read: hotlines, news, guides, agencies. */
import type { JSX } from "preact";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { LinkButton, Shown, Title } from "@quangngai/common/ui/parts.tsx";
import { useAnswer } from "@quangngai/common/ui/use_answer.ts";

export function Hotlines(): JSX.Element {
  const hotlines = useAnswer("GET /v1/hotlines");
  return (
    <>
      <Title note="Chạm vào một số để gọi ngay.">Trợ giúp và đường dây nóng</Title>
      <Shown seen={hotlines}>
        {({ items }) => [true, false].map((emergency) => (
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
      </Shown>
    </>
  );
}

export const NothingHere = (): JSX.Element => (
  <>
    <Title note="Đường dẫn có thể đã cũ, hoặc mục này chưa có.">Không có trang này</Title>
    <LinkButton to="/">Về trang chủ</LinkButton>
  </>
);
