import { fetch } from "undici";
import type { ExposedSample } from "./exposition.ts";

/**
 * Asks an address as a customer would and tells what the Prometheus blackbox exporter's `http` module tells: `probe_success` is 1
 * for a 2xx answer, `probe_duration_seconds` how long it took.
 */
export async function probe(url: string, signal: AbortSignal): Promise<ExposedSample[]> {
  const began = performance.now();
  const isSuccess = await fetch(url, { signal, redirect: "follow" }).then(
    async (response) => {
      await response.body?.cancel();
      return response.ok;
    },
    () => false,
  );
  return [
    { name: "probe_success", labels: "", value: Number(isSuccess) },
    { name: "probe_duration_seconds", labels: "", value: (performance.now() - began) / 1_000 },
  ];
}
