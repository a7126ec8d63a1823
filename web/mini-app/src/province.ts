/** What makes the app a province's own: province.json, put in by the build. */
declare const PROVINCE: {
  name: string;
  province: string;
  /** An address of a picture; empty: none. */
  logo: string;
  header_colour: string;
  /** Where the gateway answers; empty: where this page came from. */
  gateway: string;
  hotline: string;
  official_account: string;
  /** Where the tiles of the map are, as "https://…/{z}/{x}/{y}.png"; empty: the map is a plain field. */
  map_tiles: string;
  /** Whose data the tiles show: it must be said below them. */
  map_credit: string;
  /** What lies outside is not shown. */
  box: { west: number; south: number; east: number; north: number };
  /** Places that everybody knows: by them one finds one's way while there are no tiles. */
  landmarks: Array<{ name: string; latitude: number; longitude: number }>;
};

export const province = PROVINCE;
