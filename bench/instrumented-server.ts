import { AsyncLocalStorage } from "node:async_hooks";
import { ProxyTracerProvider, trace } from "@opentelemetry/api";
import { TracerProvider } from "@opentelemetry/sdk-trace";
import express, { type RequestHandler } from "express";
import pino from "pino";
import client from "prom-client";
import { listen } from "../foundation/http/listen.ts";
import { HttpObserver } from "../service/telemetry/http-observer.ts";
import { Metrics } from "../service/telemetry/metrics.ts";
import { startTracing } from "../service/telemetry/tracing.ts";
import type { Instrumentation } from "./instrumentation.ts";

/** A child of bench/instrumentation.ts: one trivial route, instrumented as its first argument says. */
const [json = "{}", collector] = process.argv.slice(2);
const instrumentation: Instrumentation = JSON.parse(json);

const app = express();
app.disable("x-powered-by");
if (instrumentation.middleware) app.use(usualMiddleware());
app.use(express.json());
const router = express.Router();
app.use("/api", router);
const { server, url } = await listen(app, "127.0.0.1", 0);
router.get("/orders/:id", ...before(), async (request, response) => {
  response.json({ id: request.params["id"], status: "placed", amount: 780, paid: true });
});

process.on("message", async () => {
  const provider = trace.getTracerProvider();
  const sdk = provider instanceof ProxyTracerProvider ? provider.getDelegate() : provider;
  // What has begun is counted too.
  if (sdk instanceof TracerProvider) await sdk.forceFlush();
  process.send?.(process.cpuUsage());
});
process.send?.({ url });

function before(): RequestHandler[] {
  const { context, observer } = instrumentation;
  if (context === true) {
    const storage = new AsyncLocalStorage<object>();
    return [(_request, _response, next) => storage.run({}, next)];
  }
  if (observer === undefined) return [];
  const { traced, exemplars = true } = observer;
  const metrics = new Metrics(pino({ enabled: false }));
  if (!exemplars) {
    const observe = metrics.observe.bind(metrics);
    metrics.observe = (name, labels, value) => observe(name, labels, value);
  }
  const tracing = startTracing({
    endpoint: traced === 0 ? undefined : collector,
    ratio: traced,
    serviceName: "bench",
    version: "1",
    instanceId: "bench",
    random: Math.random,
  });
  const http = new HttpObserver(metrics, tracing);
  http.watch(server);
  return [http.route({ component: "orders", method: "GET", template: "/api/orders/{id}", statuses: [200, 500] })];
}

/** What most services do: a timer and a finish listener in a middleware over everything. */
function usualMiddleware(): RequestHandler {
  const duration = new client.Histogram({
    name: "http_request_duration_seconds",
    help: "Duration",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5, 10],
  });
  return (request, response, next) => {
    const end = duration.startTimer();
    response.on("finish", () => {
      end({
        method: request.method,
        route: request.baseUrl + request.route?.path,
        status: String(response.statusCode),
      });
    });
    next();
  };
}
