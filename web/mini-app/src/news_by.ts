/** Where news of one's matters come: Zalo tells who follows the province's account, the app tells everybody. */
import { currentCitizen } from "@quangngai/common/api/session.ts";

export const newsBy = (): string => (currentCitizen()?.follows_oa ? "Khi có tin, Zalo sẽ báo." : "Khi có tin, mục Tin báo của ứng dụng sẽ hiện.");
