import { type ProtobufWriter, protobufWriter } from "./protobuf.ts";
import {
  type Labels,
  type NativeHistogram,
  type SampleSeries,
  type SampleValue,
  type Seconds,
  STALE,
} from "./sample-series.ts";
import { snappyLiteral } from "./snappy.ts";

/** Prometheus' own NaNs: its model/value/value.go. */
const NORMAL_NAN = 0x7ff8000000000001n;
const STALE_NAN = 0x7ff0000000000002n;

const SEND_AT_BYTES = 4 << 20;

/** Field numbers of Prometheus' prompb/remote.proto and prompb/types.proto. */
const WRITE_REQUEST = { timeseries: 1 };
const TIME_SERIES = { labels: 1, samples: 2, histograms: 4 };
const LABEL = { name: 1, value: 2 };
const SAMPLE = { value: 1, timestamp: 2 };
const HISTOGRAM = { count: 1, sum: 3, schema: 4, zeroCount: 6, positiveSpans: 11, positiveDeltas: 12, timestamp: 15 };
const BUCKET_SPAN = { offset: 1, length: 2 };

/**
 * Sends series, stale markers and native histograms included, to a Prometheus that runs with `--web.enable-remote-write-receiver`.
 * They can be queried when it returns. Throws with the server's answer when it refuses a sample.
 */
export async function remoteWrite(prometheusUrl: string, series: Iterable<SampleSeries>): Promise<void> {
  const proto = protobufWriter();
  const lastSamples: SampleSeries[] = [];
  for (const { labels, visit } of series) {
    writeSeries(proto, labels, () => {
      let last: readonly [Seconds, SampleValue] | undefined;
      visit((time, value) => {
        if (last !== undefined) writeSample(proto, ...last);
        last = [time, value];
      });
      const [time, value] = last ?? [];
      if (time !== undefined && value !== undefined)
        lastSamples.push({ labels, visit: (sample) => sample(time, value) });
    });
    if (proto.size() >= SEND_AT_BYTES) await send(prometheusUrl, proto.take());
  }
  await send(prometheusUrl, proto.take());
  // The head keeps, for every sample, which request brought it, until another request for the same series: reading a series
  // of one request is quadratic.
  for (const { labels, visit } of lastSamples) {
    writeSeries(proto, labels, () => visit((time, value) => writeSample(proto, time, value)));
  }
  await send(prometheusUrl, proto.take());
}

function writeSeries(proto: ProtobufWriter, labels: Labels, writeSamples: () => void): void {
  proto.message(WRITE_REQUEST.timeseries, () => {
    // Sorted by name, and without empty ones, as the protocol asks.
    const pairs = Object.entries(labels).filter(([, value]) => value !== "");
    for (const [name, value] of pairs.sort(([a], [b]) => (a < b ? -1 : 1))) {
      proto.message(TIME_SERIES.labels, () => {
        proto.string(LABEL.name, name);
        proto.string(LABEL.value, value);
      });
    }
    writeSamples();
  });
}

function writeSample(proto: ProtobufWriter, time: Seconds, value: SampleValue): void {
  const timestamp = Math.round(time * 1000);
  if (typeof value === "object") {
    writeHistogram(proto, timestamp, value);
    return;
  }
  proto.message(TIME_SERIES.samples, () => {
    if (value === STALE) proto.doubleBits(SAMPLE.value, STALE_NAN);
    else if (Number.isNaN(value)) proto.doubleBits(SAMPLE.value, NORMAL_NAN);
    else proto.double(SAMPLE.value, value);
    proto.uint(SAMPLE.timestamp, timestamp);
  });
}

function writeHistogram(proto: ProtobufWriter, timestamp: number, histogram: NativeHistogram): void {
  const { counts, firstBucket } = histogram;
  proto.message(TIME_SERIES.histograms, () => {
    proto.uint(
      HISTOGRAM.count,
      counts.reduce((total, count) => total + count, 0),
    );
    proto.double(HISTOGRAM.sum, histogram.sum);
    proto.sint(HISTOGRAM.schema, histogram.schema);
    proto.uint(HISTOGRAM.zeroCount, 0);
    proto.message(HISTOGRAM.positiveSpans, () => {
      proto.sint(BUCKET_SPAN.offset, firstBucket);
      proto.uint(BUCKET_SPAN.length, counts.length);
    });
    proto.packedSints(
      HISTOGRAM.positiveDeltas,
      counts.map((count, index) => count - (counts[index - 1] ?? 0)),
    );
    proto.uint(HISTOGRAM.timestamp, timestamp);
  });
}

async function send(prometheusUrl: string, message: Uint8Array): Promise<void> {
  if (message.length === 0) return;
  const response = await fetch(`${prometheusUrl}/api/v1/write`, {
    method: "POST",
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
    body: snappyLiteral(message),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`remote write refused with ${response.status}: ${answer.trim()}`);
}
