import fc from "fast-check";

/** Somebody who does not exist, as people are written about in Taiwan. */
export type Person = Readonly<
  Record<"name" | "passport" | "phone" | "address" | "abroad" | "mail" | "token" | "id", string>
>;

const SURNAMES = ["王", "林", "陳", "歐陽", "范姜"];
const LATIN = ["Wang", "Lin", "CHEN", "Tsai", "Hsieh"];
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const han = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(..."明美華志豪淑芬雅婷怡君俊傑"), minLength: min, maxLength: max });
const given = fc.stringMatching(/^[A-Z][a-z]{2,6}-[A-Z][a-z]{2,6}$/);
const base64url = fc.stringMatching(/^[\w-]{30}$/);

/** A mobile number in one of the forms that people write. */
export const phone = fc
  .tuple(
    digits(8),
    fc.constantFrom("09", "+8869", "+886 9", "+886-09", "+886 (0)9", "8869", "008869", "(09", "０９"),
    fc.constantFrom("", "-", " ", "."),
  )
  .map(([rest, start, gap]) => {
    const close = start.startsWith("(") ? ")" : "";
    return `${start}${rest.slice(0, 2)}${close}${gap}${rest.slice(2, 5)}${gap}${rest.slice(5)}`;
  });

/** Each text is long and odd enough that nobody else writes it by chance. */
export const person: fc.Arbitrary<Person> = fc.record({
  name: fc.tuple(fc.constantFrom(...SURNAMES), han(1, 2)).map((parts) => parts.join("")),
  passport: fc.tuple(fc.constantFrom(...LATIN), given).map((parts) => parts.join(" ")),
  phone,
  address: fc
    .tuple(fc.constantFrom("台北市大安區", "新北市板橋區"), han(2, 3), fc.integer({ min: 1, max: 400 }))
    .map(([where, road, number]) => `${where}${road}路2段${number}號3樓`),
  abroad: fc
    .tuple(fc.integer({ min: 1, max: 400 }), given)
    .map(([number, road]) => `No. ${number}, Sec. 2, ${road} Rd., Da'an Dist., Taipei City`),
  mail: fc.tuple(fc.stringMatching(/^[a-z]{6,10}$/), digits(4)).map((parts) => `${parts.join("")}@example.com.tw`),
  token: fc.tuple(base64url, base64url).map(([payload, signature]) => `eyJ${payload}.eyJ${payload}.${signature}`),
  id: digits(9).map((number) => `A${number}`),
});
