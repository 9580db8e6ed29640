import type Big from "big.js";

/**
 * How clients and Prometheus write a bucket's bound in `le`: as a decimal (prom-client and most), with `.0` when it is whole (Prometheus 3,
 * Python, Java; prometheus docs/migration.md), with an exponent of two digits from a million up and from 0.0001 down (Go's `%g`, which Python
 * follows), and with one as JavaScript and Java have it.
 */
export function writtenBounds(bound: Big): string[] {
  const decimal = bound.toFixed();
  const [mantissa = "", power = ""] = bound.toExponential().split("e");
  const exponent = Number(power);
  const go = `e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  const java = `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${exponent}`;
  return [
    ...new Set([
      decimal,
      ...(decimal.includes(".") ? [] : [`${decimal}.0`]),
      ...(exponent >= 6 || exponent < -4 ? [`${mantissa}${go}`] : []),
      ...(exponent >= 21 || exponent < -6 ? [`${mantissa}e${exponent < 0 ? "" : "+"}${exponent}`] : []),
      ...(exponent >= 7 || exponent < -3 ? [java] : []),
    ]),
  ];
}
