/** What cannot wait for an answer, or is not answered here: whom to call, and where to go. */
import type { JSX } from "preact";
import type { Emergency, OtherChannelView } from "@quangngai/common/api/schema.ts";
import { LinkButton, Notice } from "@quangngai/common/ui/parts.tsx";

export const Urgent = ({ emergency, other_channel: channel = null }: { emergency: Emergency | null; other_channel?: OtherChannelView | null }): JSX.Element => (
  <>
    {emergency ? <Notice tone="bad" title={emergency.text}>{emergency.numbers.map(({ code, name }) => <LinkButton to={`tel:${code}`} icon="phone">{`Gọi ${code}: ${name}`}</LinkButton>)}</Notice> : null}
    {channel ? <Notice tone="wait" title={channel.title}><p>{channel.detail}</p></Notice> : null}
  </>
);
