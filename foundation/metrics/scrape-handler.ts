import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { RequestHandler } from "express";
import { expose, type Family } from "./exposition.ts";

const packed = promisify(gzip);

export interface MetricsSource {
  readonly families: () => Promise<Family[]>;
}

/** Answers a scrape with the metrics of all sources, in the format and the encoding that the scraper prefers. */
export function scrapeHandler(sources: readonly MetricsSource[]): RequestHandler {
  return async (request, response) => {
    const families = await Promise.all(sources.map((source) => source.families()));
    const { contentType, body } = expose(families.flat(), request.headers.accept);
    response.setHeader("content-type", contentType);
    response.setHeader("vary", "accept, accept-encoding");
    if (request.acceptsEncodings("gzip", "identity") !== "gzip") {
      response.end(body);
      return;
    }
    response.setHeader("content-encoding", "gzip");
    response.end(await packed(body));
  };
}
