/** Takes photos with the camera or from the phone, shows them, and lets them go again. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { asProblem, Problem, unusable } from "../api/problem.ts";
import { watchOwner } from "../device/keep.ts";
import { forgetPhoto, isPhoto, type Photo, photoNamed, type Upload, uploaded } from "../device/photos.ts";
import type { Cut } from "../device/picture.ts";
import { takePhoto } from "../device/take.ts";
import { begin } from "../device/under_way.ts";
import { Crop } from "./crop.tsx";
import { Icon } from "./icons.tsx";
import { useOver } from "./over.ts";
import { Confirm, ProblemView } from "./parts.tsx";

interface Props {
  /** Also the id of the field that a fault leads to. */
  id: string;
  label: string;
  note?: string;
  upload: Upload;
  names: string[];
  most: number;
  pdf?: boolean;
  /** For papers: a photo can be cut to the paper and turned. */
  crop?: boolean;
  /** Where and when it was taken goes along. */
  placed?: boolean;
  /** Made of the names by then: others may come and go while a photo is made ready. */
  onChange: (change: (names: string[]) => string[]) => unknown;
}

/** By name, what the camera gave, as long as the app is open: the kept photo is smaller. */
const originals = new Map<string, File>();
watchOwner(() => originals.clear());

export function PhotoField(props: Props): JSX.Element {
  const { id, label, note, upload, names, most, pdf = false, crop = false, placed = false, onChange } = props;
  const [photos, setPhotos] = useState<Record<string, Photo>>({});
  const [problem, setProblem] = useState<Parameters<typeof ProblemView>[0] | null>(null);
  const [busy, setBusy] = useState(0);
  const { over, open, close } = useOver();
  const newest = useRef<Props | null>(props);
  newest.current = props;
  useEffect(() => () => void (newest.current = null), []);
  const begun = useRef(new Set<string>());
  useEffect(() => {
    for (const name of names.filter((each) => isPhoto(each) && !begun.current.has(each))) {
      begun.current.add(name);
      // What the service refuses is said while another can be chosen; a network that fails is tried again when all is sent.
      void uploaded(name).catch((error: unknown) => asProblem(error).ofFile && refuse(name, asProblem(error)));
    }
  }, [names.join()]);
  const refuse = (name: string, refusal: Problem): void => {
    const all = newest.current?.names ?? []; // none once the screen is left: then it is said when all is sent
    if (!all.includes(name)) return;
    forget(name);
    newest.current?.onChange(without(name));
    setProblem({ problem: refusal, unasked: true });
  };
  useEffect(() => {
    for (const name of names) if (!photos[name]) void photoNamed(name).then((photo) => photo && setPhotos((all) => ({ ...all, [name]: photo })));
  }, [names.join()]);
  const add = async (files: File[]): Promise<boolean> => {
    setProblem(null);
    setBusy((many) => many + 1);
    const room = most - names.length;
    const strange: unknown[] = [];
    let [taken, left] = [0, 0];
    for (const file of files) {
      if (taken === room) {
        left++;
        continue;
      }
      try {
        const photo = await takePhoto(file, upload, { placed });
        setPhotos((all) => ({ ...all, [photo.name]: photo }));
        if (crop && photo.preview) originals.set(photo.name, file);
        await onChange((all) => [...all, photo.name].slice(0, most));
        taken++;
      } catch (error) {
        strange.push(files.length > 1 ? named(file, asProblem(error)) : error); // the others are taken all the same
      }
    }
    setBusy((many) => many - 1);
    if (strange.length) return failed(strange[0]);
    if (left) setProblem({ problem: unusable(`Chỉ nhận ${most} ${pdf ? "ảnh hoặc tệp" : "ảnh"}`, `Đã lấy ${taken} ảnh đầu, ${left} ảnh sau chưa được lấy.`) });
    return true;
  };
  const failed = (error: unknown): false => {
    if (!newest.current) throw error; // nobody would read it here
    setProblem({ problem: asProblem(error) });
    return false;
  };
  const leave = (name: string): void => {
    setProblem(null);
    forget(name);
    onChange(without(name));
  };
  const cut = async (before: string, how: Cut, file: File): Promise<boolean> => {
    try {
      const photo = await takePhoto(file, upload, { cut: how, placed });
      originals.set(photo.name, file);
      setPhotos((all) => ({ ...all, [photo.name]: photo }));
      await onChange((all) => all.map((each) => (each === before ? photo.name : each)));
      forget(before);
      return true;
    } catch (error) {
      return failed(error);
    }
  };
  const original = names.includes(over) ? originals.get(over) : undefined;
  if (original) return <Crop file={original} label={label} onDone={(how) => begin(cut(over, how, original)).finally(close)} onCancel={close} />;
  return (
    <div class="stack" role="group" aria-label={label} id={id} tabIndex={-1}>
      {problem ? <ProblemView {...problem} /> : null}
      {names.length ? (
        <ul class="photos">
          {names.map((name, index) => (
            <li class="photo" key={name}>
              {photos[name]?.preview ? <img src={photos[name]?.preview} alt={`${label}, ảnh ${index + 1}`} /> : <span class="pdf">{photos[name]?.title ?? "Tệp đã tải lên"}</span>}
              <span class="photo-keys">
                {originals.has(name) ? <button type="button" class="calm" onClick={() => open(name)}>Cắt, xoay<span class="sr"> ảnh {index + 1}, {label}</span></button> : null}
                <Confirm question="Bỏ ảnh này? Ảnh không lấy lại được." sure="Bỏ ảnh" onClick={() => leave(name)}>Bỏ<span class="sr"> ảnh {index + 1}, {label}</span></Confirm>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {names.length < most ? (
        <label class="pick">
          <span class="button quiet"><Icon name="camera" />{busy ? "Đang xử lý ảnh…" : names.length ? "Thêm ảnh" : "Chụp hoặc chọn ảnh"}<span class="sr">: {label}</span></span>
          <input type="file" accept={pdf ? "image/*,application/pdf" : "image/*"} multiple={most > 1} onChange={({ currentTarget }) => { begin(add([...(currentTarget.files ?? [])])); currentTarget.value = ""; }} />
        </label>
      ) : null}
      {note || most > 1 ? <p class="hint">{[note, most > 1 ? `Tối đa ${most} ${pdf ? "ảnh hoặc tệp" : "ảnh"}.` : ""].filter(Boolean).join(" ")}</p> : null}
    </div>
  );
}

const named = (file: File, { status, kind, title, detail }: Problem): Problem => new Problem(status, kind, title, `“${file.name}”: ${detail}`);

function forget(name: string): void {
  originals.delete(name);
  void forgetPhoto(name);
}

const without = (name: string) => (names: string[]): string[] => names.filter((each) => each !== name);
