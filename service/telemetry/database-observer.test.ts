import pino from "pino";
import { expect, it } from "vitest";
import { traced } from "../../test/service/traced.ts";
import { observeDatabase } from "./database-observer.ts";
import { Metrics } from "./metrics.ts";

const SQL = "SELECT name FROM customers WHERE id = $1";

it.each([
  ["sqlite:gas.db", { "db.system.name": "sqlite" }],
  [
    "postgres://gas:secret@db.example/lucky%20gas",
    {
      "db.system.name": "postgresql",
      "server.address": "db.example",
      "server.port": 5432,
      "db.namespace": "lucky gas",
    },
  ],
])("a statement's span says what it did and to which database, and not how: %s", async (url, where) => {
  const observe = observeDatabase(new Metrics(pino({ enabled: false })), url);
  const [span] = await traced(async () => observe("SELECT", SQL)());
  expect([span?.name, span?.attributes]).toEqual([
    "SELECT customers",
    { ...where, "db.operation.name": "SELECT", "db.query.summary": "SELECT customers" },
  ]);
});
