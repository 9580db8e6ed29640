# One image for the compiler, the service and the alert router: they share their packages, and each is started by its command.
FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# Node comes with the image; the package of that name is for machines without it.
RUN npm install --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim AS platform
ENV NODE_ENV=production
# Containers have 512 MB: V8 would otherwise take what the machine has before it tidies up.
ENV NODE_OPTIONS=--max-old-space-size=256 MALLOC_ARENA_MAX=2
WORKDIR /app
RUN mkdir /build && chown node:node /build
COPY --from=packages /app/node_modules ./node_modules
COPY package.json ./
COPY foundation ./foundation
COPY slo ./slo
COPY cli ./cli
COPY dashboards ./dashboards
COPY alerts ./alerts
COPY runbooks ./runbooks
COPY collectors ./collectors
COPY service ./service
USER node
VOLUME /build
CMD ["node", "cli/slo.ts", "--help"]
