import { officialPlace } from "./place-names.ts";

/** Where Lucky Gas delivers: cities and their districts. */
const AREA: Readonly<Record<string, readonly string[]>> = {
  臺北市: [
    "中正區",
    "大同區",
    "中山區",
    "松山區",
    "大安區",
    "萬華區",
    "信義區",
    "士林區",
    "北投區",
    "內湖區",
    "南港區",
    "文山區",
  ],
  新北市: ["板橋區", "三重區", "中和區", "永和區", "新莊區", "新店區", "土城區", "蘆洲區", "汐止區", "樹林區"],
};

/** However the names are written: the old system may tell of a customer in 台北市. */
export function isInDeliveryArea(city: string, district: string): boolean {
  return AREA[officialPlace(city)]?.includes(officialPlace(district)) ?? false;
}
