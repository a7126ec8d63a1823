/** An answer that is not the one hoped for, in words for a citizen. The gateway's own words (problem+json) are kept. */

export interface FieldError {
  field: string;
  message: string;
}

export class Problem extends Error {
  constructor(
    /** 0: there was no answer at all. */
    readonly status: number,
    readonly kind: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldError[] = [],
    readonly waitSeconds = 0,
  ) {
    super(title);
  }

  /** Nothing was decided: the same may be sent again, and later it may well work. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const offline = (): Problem =>
  new Problem(0, "offline", "Chưa có mạng", "Máy chưa kết nối được. Ông/Bà kiểm tra sóng hoặc Wi-Fi rồi thử lại.");

const BY_STATUS: Record<number, [string, string]> = {
  401: ["Ông/Bà cần đăng nhập lại", "Phiên làm việc đã hết. Đăng nhập lại để làm tiếp, những gì đã nhập vẫn còn."],
  403: ["Ông/Bà chưa xem được mục này", "Mục này dành cho người khác. Nếu cho là nhầm, xin gọi 1022."],
  404: ["Không tìm thấy", "Mục này không có hoặc không còn nữa."],
  409: ["Thông tin vừa thay đổi", "Xin tải lại trang rồi làm lại bước này."],
  413: ["Tệp quá lớn", "Xin chụp lại hoặc chọn ảnh nhỏ hơn."],
  422: ["Thông tin chưa hợp lệ", "Xin kiểm tra lại các mục được nêu."],
  429: ["Nhiều người đang dùng", "Xin đợi một lát rồi thử lại."],
};
const OTHERWISE: [string, string] = ["Hệ thống đang bận", "Xin thử lại sau ít phút. Những gì Ông/Bà đã nhập vẫn còn."];

/** Reads any answer that is not 2xx, also one that is empty, or no JSON. */
export async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => null)) as Partial<Record<string, unknown>> | null;
  const [title, detail] = BY_STATUS[response.status] ?? OTHERWISE;
  const errors = Array.isArray(told?.errors) ? (told.errors as FieldError[]) : [];
  return new Problem(
    response.status,
    text(told?.type).split(":").pop() ?? "",
    text(told?.title) || title,
    text(told?.detail) || detail,
    errors,
    Number(response.headers.get("retry-after")) || 0,
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** Whatever was thrown, as a problem. */
export const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, "fault", OTHERWISE[0], OTHERWISE[1]);
