/**
 * A dossier that is being written. It is kept on the phone with every change, and at the gateway with every screen, so
 * that it is there again on another phone.
 */
import { ask, newKey } from "@quangngai/common/api/client.ts";
import { asProblem } from "@quangngai/common/api/problem.ts";
import { kept, store, watchKept } from "@quangngai/common/device/keep.ts";
import { isPhoto, photoNamed, uploaded } from "@quangngai/common/device/photos.ts";
import type { CopyKind, DocumentPart } from "@quangngai/common/api/schema.ts";
import { type Values, valueAt } from "@quangngai/common/forms/schema.ts";
import { ME } from "../contact.ts";
import { kindAmong } from "../copy_choice.tsx";
import { APPLICANT } from "./applicant.ts";

export interface Draft {
  procedure: string;
  agency: string;
  form: Values;
  /** By the code of a paper: names of photos on this phone, or ids of files that are uploaded. */
  papers: Record<string, string[]>;
  /** By the code of a paper: as what it is handed in, where the procedure takes it as more than one thing. */
  kinds: Record<string, CopyKind>;
  /** Of the submission: the same however often it is tried. */
  key: string;
  saved: { id: string; version: number } | null;
}

/** What of it is remembered. */
const ABOUT_ME = ["ho_ten", "so_dinh_danh", "ngay_sinh", "gioi_tinh", "dien_thoai", "noi_cu_tru", "dan_toc"];

export const nameOf = (procedure: string): string => `draft:${procedure}`;

export const keepDraft = (draft: Draft): Promise<void> => store(nameOf(draft.procedure), draft);

/** ``take`` gets what another window has written of it; nothing once it was sent or thrown away there. */
export const watchDraft = (procedure: string, take: (draft: Draft | null) => void): (() => void) =>
  watchKept(nameOf(procedure), () => void kept<Draft>(nameOf(procedure)).then(take));

/** The one on this phone, else the newest at the gateway, else a new one with what is known about the citizen. */
export async function openDraft(procedure: string): Promise<Draft> {
  const fresh: Draft = { procedure, agency: "", form: {}, papers: {}, kinds: {}, key: newKey(), saved: null };
  const here = await kept<Partial<Draft>>(nameOf(procedure)); // an older app may have written it
  if (here) return { ...fresh, ...here };
  const there = await newestAtGateway(procedure).catch(() => null); // without a network one begins on the phone
  if (there) return { ...fresh, ...there };
  const me = await kept<Values>(ME);
  return me ? { ...fresh, form: { [APPLICANT]: me } } : fresh;
}

/** A draft as the gateway has it. */
type AtGateway = Pick<Draft, "agency" | "form" | "papers" | "kinds" | "saved">;

async function atGateway(draft_id: string): Promise<AtGateway> {
  const { id, version, agency_id, form, documents } = await ask("GET /v1/drafts/{draft_id}", { path: { draft_id } });
  const papers = Object.fromEntries(documents.map(({ code, file_ids }) => [code, file_ids]));
  const kinds = Object.fromEntries(documents.flatMap(({ code, copy_kind }) => (copy_kind ? [[code, copy_kind]] : [])));
  return { agency: agency_id ?? "", form, papers, kinds, saved: { id, version } };
}

async function newestAtGateway(procedure: string): Promise<AtGateway | null> {
  const row = (await ask("GET /v1/drafts")).items.find((each) => each.procedure.code === procedure);
  return row ? atGateway(row.id) : null;
}

/** It was begun from here already, and the answer was lost. */
const BEGUN = "idempotency-key-reused";

/**
 * Kept at the gateway too. Returns what it said of the draft, or what was known of it where it could not be reached; and
 * ``theirs``, where another phone had written there first: what was typed here has been put on top of that.
 */
export async function saveDraft(draft: Draft): Promise<{ saved: Draft["saved"]; theirs: AtGateway | null }> {
  try {
    return { saved: await put(draft), theirs: null };
  } catch (error) {
    const problem = asProblem(error);
    // One that is gone there was sent or thrown away: it does not come back.
    if (problem.status !== 412 && problem.kind !== BEGUN) return { saved: draft.saved, theirs: null };
  }
  const theirs = await (draft.saved ? atGateway(draft.saved.id) : newestAtGateway(draft.procedure)).catch(() => null);
  if (!theirs) return { saved: draft.saved, theirs };
  return { saved: await put({ ...draft, ...onTopOf(theirs, draft), saved: theirs.saved }).catch(() => theirs.saved), theirs };
}

async function put(draft: Draft): Promise<Draft["saved"]> {
  const body = { agency_id: draft.agency || null, form: draft.form, documents: await uploadedPapers(draft) };
  const { id, version } = draft.saved
    ? await ask("PUT /v1/drafts/{draft_id}", { path: { draft_id: draft.saved.id }, body, version: draft.saved.version })
    : await ask("POST /v1/drafts", { body: { ...body, procedure_code: draft.procedure }, key: `${draft.key}-draft` });
  return { id, version };
}

/** ``mine`` where it says something, ``theirs`` where it does not: an answer that was cleared here comes back with theirs. */
export const onTopOf = (theirs: AtGateway, mine: Draft): Pick<Draft, "agency" | "form" | "papers" | "kinds"> => ({
  agency: mine.agency || theirs.agency,
  form: answersOnTopOf(theirs.form, mine.form),
  papers: { ...theirs.papers, ...mine.papers },
  kinds: { ...theirs.kinds, ...mine.kinds },
});

const isGroup = (value: unknown): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);

function answersOnTopOf(theirs: Values, mine: Values): Values {
  const inner = Object.entries(mine).map(([name, value]) => [name, isGroup(value) && isGroup(theirs[name]) ? answersOnTopOf(theirs[name], value) : value]);
  return { ...theirs, ...Object.fromEntries(inner) };
}

/** Thrown away by whoever wrote it, here and at the gateway. */
export async function discardDraft(draft: Draft): Promise<void> {
  if (draft.saved) await removeSaved(draft.saved);
  await store(nameOf(draft.procedure), null);
}

/** From the gateway; one that another phone has thrown away, or that has expired there, is gone already. */
export async function removeSaved({ id }: { id: string }): Promise<void> {
  await ask("DELETE /v1/drafts/{draft_id}", { path: { draft_id: id } }).catch((error: unknown) => {
    if (!asProblem(error).lasting) throw error;
  });
}

export const kindOf = ({ code, copies }: DocumentPart, { kinds }: Draft): CopyKind | null => kindAmong(copies, kinds[code]);

/** Whether photos were on their way that are uploaded now: what was saved before lacks them. */
export async function lateUploads({ papers }: Draft): Promise<boolean> {
  const photos = await Promise.all(Object.values(papers).flat().filter(isPhoto).map(photoNamed));
  const late = photos.flatMap((photo) => (photo && !photo.id ? [photo.name] : []));
  const ids = await Promise.allSettled(late.map(uploaded));
  return ids.some(({ status }) => status === "fulfilled");
}

/** Who wrote it is remembered, so that nobody is asked twice. */
export async function rememberApplicant({ form }: Draft): Promise<void> {
  const applicant = valueAt(form, [APPLICANT]) as Values | undefined;
  if (applicant) await store(ME, Object.fromEntries(Object.entries(applicant).filter(([name]) => ABOUT_ME.includes(name))));
}

async function uploadedPapers({ papers, kinds }: Draft): Promise<Array<{ code: string; file_ids: string[]; copy_kind: CopyKind | null }>> {
  const rows = [];
  for (const [code, names] of Object.entries(papers)) {
    const file_ids = [];
    for (const name of names) {
      const id = isPhoto(name) ? (await photoNamed(name))?.id : name;
      if (id) file_ids.push(id);
    }
    if (file_ids.length) rows.push({ code, file_ids, copy_kind: kinds[code] ?? null });
  }
  return rows;
}
