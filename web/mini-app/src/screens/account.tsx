/** Signing in where Zalo does not do it silently. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { keepDelivering } from "@quangngai/common/api/outbox.ts";
import { asProblem, type Problem } from "@quangngai/common/api/problem.ts";
import { accessToken, forgetSession } from "@quangngai/common/api/session.ts";
import { Icon } from "@quangngai/common/ui/icons.tsx";
import { Button, Loading, Notice, ProblemView, Title } from "@quangngai/common/ui/parts.tsx";
import { go } from "@quangngai/common/ui/router.ts";
import type { Screen } from "../screens.ts";
import { inZalo } from "../zalo/adapter.ts";
import { choose, isThere, people, type Someone } from "../zalo/simulator.ts";

export function SignIn({ query }: Screen): JSX.Element {
  const [problem, setProblem] = useState<Problem | null>(null);
  const enter = async (): Promise<void> => {
    forgetSession();
    setProblem(null);
    try {
      await accessToken();
      keepDelivering();
      go(query.get("to") ?? "/", { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <>
      <Title note="Ứng dụng dùng tài khoản Zalo của Ông/Bà, không cần đặt mật khẩu.">Đăng nhập</Title>
      {problem ? <ProblemView problem={problem} /> : null}
      {inZalo ? <Button onClick={enter} busy="Đang đăng nhập…">Đăng nhập bằng Zalo</Button> : isThere ? <Simulated enter={enter} /> : (
        <Notice tone="wait" title="Xin mở trong Zalo"><p>Trên trình duyệt chỉ xem được thông tin chung.</p></Notice>
      )}
    </>
  );
}

/** A developer is whoever they choose to be. */
function Simulated({ enter }: { enter: () => Promise<void> }): JSX.Element {
  const [all, setAll] = useState<Someone[] | null>(null);
  useEffect(() => void people().then(setAll, () => setAll([])), []);
  if (!all) return <Loading />;
  return (
    <>
      <Notice title="Đang xem thử trên trình duyệt"><p>Zalo giả lập sẽ đăng nhập giúp. Chọn một người dùng thử.</p></Notice>
      <ul class="rows">
        {all.map(({ user_id, name }) => (
          <li>
            <button type="button" class="row" onClick={() => { choose(user_id); void enter(); }}>
              <span class="tile"><Icon name="user" /></span>
              <strong class="grow">{name}</strong>
              <Icon name="next" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
