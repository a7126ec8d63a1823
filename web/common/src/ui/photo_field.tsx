/** Takes photos with the camera or from the phone, shows them, and lets them go again. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { asProblem, type Problem } from "../api/problem.ts";
import { forgetPhoto, type Photo, photoNamed, takePhoto, type Upload } from "../device/photos.ts";
import { Icon } from "./icons.tsx";
import { ProblemView } from "./parts.tsx";

interface Props {
  /** Also the id of the field that a fault leads to. */
  id: string;
  label: string;
  note?: string;
  upload: Upload;
  names: string[];
  most: number;
  pdf?: boolean;
  onChange: (names: string[]) => void;
}

export function PhotoField({ id, label, note, upload, names, most, pdf = false, onChange }: Props): JSX.Element {
  const [photos, setPhotos] = useState<Record<string, Photo>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    for (const name of names) if (!photos[name]) void photoNamed(name).then((photo) => photo && setPhotos((all) => ({ ...all, [name]: photo })));
  }, [names.join()]);
  const add = async (files: FileList | null): Promise<void> => {
    setProblem(null);
    setBusy(true);
    const added: string[] = [];
    try {
      for (const file of [...(files ?? [])].slice(0, most - names.length)) {
        const photo = await takePhoto(file, upload);
        setPhotos((all) => ({ ...all, [photo.name]: photo }));
        added.push(photo.name);
      }
    } catch (error) {
      setProblem(asProblem(error));
    }
    setBusy(false);
    if (added.length) onChange([...names, ...added]);
  };
  const leave = (name: string): void => {
    void forgetPhoto(name);
    onChange(names.filter((each) => each !== name));
  };
  return (
    <div class="stack" role="group" aria-label={label} id={id} tabIndex={-1}>
      {problem ? <ProblemView problem={problem} /> : null}
      {names.length ? (
        <ul class="photos">
          {names.map((name, index) => (
            <li class="photo">
              {photos[name]?.preview ? <img src={photos[name]?.preview} alt={`${label}, ảnh ${index + 1}`} /> : <span class="pdf">{photos[name]?.title ?? "Tệp đã tải lên"}</span>}
              <button type="button" onClick={() => leave(name)}>Bỏ<span class="sr"> ảnh {index + 1}, {label}</span></button>
            </li>
          ))}
        </ul>
      ) : null}
      {names.length < most ? (
        <label class="pick">
          <span class="button quiet"><Icon name="camera" />{busy ? "Đang xử lý ảnh…" : names.length ? "Thêm ảnh" : "Chụp hoặc chọn ảnh"}<span class="sr">: {label}</span></span>
          <input type="file" accept={pdf ? "image/*,application/pdf" : "image/*"} multiple={most > 1} onChange={(event) => { const { files } = event.currentTarget; void add(files).then(() => (event.target as HTMLInputElement).value = ""); }} />
        </label>
      ) : null}
      {note ? <p class="hint">{note}</p> : null}
    </div>
  );
}
