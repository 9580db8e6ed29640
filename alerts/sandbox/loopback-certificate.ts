import { generate } from "selfsigned";

/** A certificate of nobody's making for servers on loopback, as PEM; it is its own authority, for who trusts it. */
export interface LoopbackCertificate {
  readonly key: string;
  readonly cert: string;
}

export async function loopbackCertificate(): Promise<LoopbackCertificate> {
  const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key, cert };
}
