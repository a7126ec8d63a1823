/** What makes the app a province's own: province.json, put in by the build. */
declare const PROVINCE: {
  name: string;
  province: string;
  header_colour: string;
  /** Where the gateway answers; empty: where this page came from. */
  gateway: string;
  hotline: string;
  official_account: string;
};

export const province = PROVINCE;
