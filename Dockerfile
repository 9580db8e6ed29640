# An image for each role: compiler, service, router. Node is all that one needs besides its programs: no packages, no shell.
FROM node:24-bookworm-slim AS programs
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN node packaging/build.ts programs && mkdir out

# Its entry point is node, its user 65532.
FROM gcr.io/distroless/nodejs24-debian13:nonroot AS base
# Containers have 512 MB: V8 would otherwise take what the machine has before it tidies up.
ENV NODE_ENV=production NODE_OPTIONS=--max-old-space-size=256 MALLOC_ARENA_MAX=2
WORKDIR /app
USER 65532

FROM base AS compiler
COPY --from=programs /app/programs/compiler /programs
COPY slo/config.yaml ./slo/
COPY slo/definitions ./slo/definitions
COPY service/metrics.yaml ./service/
COPY alerts/metrics.yaml alerts/routing.yaml ./alerts/
COPY foundation/metrics/metrics.yaml ./foundation/metrics/
COPY collectors/metrics.yaml ./collectors/
COPY runbooks/en ./runbooks/en
COPY runbooks/zh-TW ./runbooks/zh-TW
COPY --from=programs --chown=65532 /app/out /build
VOLUME /build
CMD ["/programs/slo.js", "compile", "--out", "/build"]

FROM base AS service
COPY --from=programs /app/programs/service /programs
CMD ["/programs/service.js"]

FROM base AS router
COPY --from=programs /app/programs/router /programs
COPY alerts/routing.yaml ./alerts/
COPY runbooks/en ./runbooks/en
COPY runbooks/zh-TW ./runbooks/zh-TW
CMD ["/programs/router.js"]
