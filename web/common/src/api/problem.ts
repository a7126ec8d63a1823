/** An answer that is not the one hoped for, in words for a citizen. The gateway's own words (problem+json) are kept. */

export interface FieldError {
  field: string;
  message: string;
}

/** The app itself has gone wrong: to send the same again helps nobody. */
const FAULT = "fault";
const OF_FILE = "file";

export class Problem extends Error {
  /** 0: there was no answer at all. */
  readonly status: number;
  readonly kind: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: FieldError[];
  readonly waitSeconds: number;
  /** A step was refused, and the answer says which ones are open now. */
  readonly offers: boolean;

  constructor(status: number, kind: string, title: string, detail: string, errors: FieldError[] = [], waitSeconds = 0, offers = false) {
    super(title);
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.detail = detail;
    this.errors = errors;
    this.waitSeconds = waitSeconds;
    this.offers = offers;
  }

  /** Nothing was decided: the same may be sent again, and later it may well work. */
  get passing(): boolean {
    return this.kind !== FAULT && ([0, 408, 429].includes(this.status) || this.status >= 500);
  }

  /** Whoever asked has asked for too much: there is a network, and the service is up. */
  get tooOften(): boolean {
    return this.status === 429;
  }

  /** What the screen shows is no longer so. */
  get outdated(): boolean {
    return this.offers || this.status === 409 || this.status === 412;
  }

  /** It is about a file: another has to be chosen. */
  get ofFile(): boolean {
    return this.kind === OF_FILE;
  }

  /** It will be answered the same however often it is asked. */
  get lasting(): boolean {
    return [403, 404, 410, 451].includes(this.status);
  }
}

export const offline = (): Problem =>
  new Problem(0, "offline", "Chưa có mạng", "Máy chưa kết nối được. Ông/Bà kiểm tra sóng hoặc Wi-Fi rồi thử lại.");

export const late = (): Problem =>
  new Problem(0, "late", "Mạng đang rất chậm", "Chưa nhận được câu trả lời. Ông/Bà đến chỗ sóng mạnh hơn rồi thử lại.");

/** A network that wants to be agreed to first, as in a hotel or a café. */
export const foreign = (): Problem =>
  new Problem(0, "foreign", "Chưa vào được mạng", "Wi-Fi này có thể cần đăng nhập. Ông/Bà mở trình duyệt để đăng nhập Wi-Fi, hoặc dùng mạng 4G, rồi thử lại.");

export const signedOut = (): Problem => new Problem(401, "unauthenticated", "Ông/Bà chưa đăng nhập", "Xin đăng nhập để tiếp tục.");

/** Nothing is written over what cannot be read, and nothing is sent that could not be kept first. */
export const notKept = (): Problem => new Problem(400, "storage", "Máy này chưa lưu được", "Bộ nhớ của máy đang bận. Xin thử lại sau ít giây.");

/** What was chosen cannot be sent: the phone says it before the service has to. */
export const unusable = (title: string, detail: string): Problem => new Problem(415, OF_FILE, title, detail);

const BY_STATUS: Record<number, [string, string]> = {
  401: ["Ông/Bà cần đăng nhập lại", "Phiên làm việc đã hết. Đăng nhập lại để làm tiếp, những gì đã nhập vẫn còn."],
  403: ["Ông/Bà chưa xem được mục này", "Mục này dành cho người khác. Nếu cho là nhầm, xin bấm Trợ giúp để gọi."],
  404: ["Không tìm thấy", "Mục này không có hoặc không còn nữa."],
  408: ["Mạng đang rất chậm", "Ông/Bà đến chỗ sóng mạnh hơn rồi thử lại."],
  409: ["Thông tin vừa thay đổi", "Xin tải lại trang rồi làm lại bước này."],
  410: ["Không còn nữa", "Mục này đã được gỡ hoặc đã hết hạn."],
  412: ["Nội dung vừa thay đổi", "Mục này vừa được cập nhật, trang đã hiện nội dung mới. Ông/Bà xem lại rồi bấm lần nữa."],
  413: ["Tệp quá lớn", "Xin chụp lại hoặc chọn ảnh nhỏ hơn."],
  415: ["Chưa nhận được tệp này", "Xin chụp ảnh giấy tờ hoặc chọn tệp PDF."],
  422: ["Thông tin chưa hợp lệ", "Xin kiểm tra lại các mục được nêu."],
  429: ["Nhiều người đang dùng", "Xin đợi một lát rồi thử lại."],
  451: ["Mục này không được hiện", "Mục này không được hiện theo quy định. Cần biết thêm, xin bấm Trợ giúp để gọi."],
};
/** Faults of the app itself: what the gateway says of them is for whoever mends it. */
const DEFECTS = [400, 405, 414, 416, 418, 428, 431];
/** The gateway asks to read anew, and the app has done so by itself. */
const READ_ANEW = 412;
const DEFECT: [string, string] = ["Ứng dụng gặp trục trặc", "Ông/Bà đóng ứng dụng rồi mở lại. Nếu vẫn vậy, xin bấm Trợ giúp để gọi."];
const OTHERWISE: [string, string] = ["Hệ thống đang bận", "Xin thử lại sau ít phút. Những gì Ông/Bà đã nhập vẫn còn."];

/** Reads any answer that is not 2xx, also one that is empty, or no JSON. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => null)) as Partial<Record<string, unknown>> | null;
  const kind = text(body?.type).split(":").pop() ?? "";
  const defect = DEFECTS.includes(response.status) || kind === "idempotency-key-reused";
  const [title, detail] = defect ? DEFECT : BY_STATUS[response.status] ?? OTHERWISE;
  const own = defect || response.status === READ_ANEW;
  const errors = Array.isArray(body?.errors) ? body.errors.filter(isFieldError) : [];
  return new Problem(
    response.status,
    kind,
    (!own && text(body?.title)) || title,
    (!own && text(body?.detail)) || detail,
    errors,
    Number(response.headers.get("retry-after")) || 0,
    Array.isArray(body?.allowed_actions),
  );
}

const isFieldError = (each: unknown): each is FieldError => ["field", "message"].every((name) => typeof (each as Record<string, unknown> | null)?.[name] === "string");

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** As it is said once the step is no longer there: nothing is left to be tapped again. */
export const overtaken = (problem: Problem): Problem =>
  problem.status === READ_ANEW ? new Problem(problem.status, problem.kind, "Chưa gửi được", "Mục này vừa được cập nhật, nên bước này không còn nữa. Trang đã hiện nội dung mới.") : problem;

/** Whatever was thrown, as a problem. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, FAULT, ...DEFECT);
