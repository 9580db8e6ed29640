import express from "express";
import pino from "pino";
import client from "prom-client";
import { listen } from "../service/http/listen.ts";
import { HttpObserver } from "../service/telemetry/http-observer.ts";
import { Metrics } from "../service/telemetry/metrics.ts";
import { startTracing } from "../service/telemetry/tracing.ts";

/** A child of bench/instrumentation.ts: one trivial route, instrumented as its first argument says. */
const [variant = "bare", collector = ""] = process.argv.slice(2);

const app = express();
app.disable("x-powered-by");
app.use(express.json());
const router = express.Router();
const answer: express.RequestHandler = async (request, response) => {
  response.json({ id: request.params["id"], status: "placed", amount: 780, paid: true });
};

if (variant === "bare") {
  router.get("/orders/:id", answer);
} else if (variant === "usual middleware") {
  // What most services do: a timer and a finish listener in a middleware over everything.
  const duration = new client.Histogram({
    name: "http_request_duration_seconds",
    help: "Duration",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5, 10],
  });
  app.use((request, response, next) => {
    const end = duration.startTimer();
    response.on("finish", () => {
      end({
        method: request.method,
        route: request.baseUrl + request.route?.path,
        status: String(response.statusCode),
      });
    });
    next();
  });
  router.get("/orders/:id", answer);
}
app.use("/api", router);
const { server, url } = await listen(app, "127.0.0.1", 0);

if (variant.startsWith("metrics")) {
  const ratio = Number(/(\d+) %/.exec(variant)?.[1] ?? "0") / 100;
  const tracing = startTracing({
    endpoint: ratio === 0 ? undefined : collector,
    ratio,
    version: "bench",
    random: Math.random,
  });
  const observer = new HttpObserver(new Metrics(pino({ enabled: false })), tracing);
  observer.watch(server);
  const observed = observer.route({ service: "orders", method: "GET", template: "/api/orders/{id}", statuses: [200] });
  router.get("/orders/:id", observed, answer);
}

process.on("message", () => process.send?.(process.cpuUsage()));
process.send?.({ url });
