# One image, two long-running commands: `api` and `worker`. Anything else goes to the command line: `docker run baton check FILE`.
# Debian, not Alpine: Temporal's native core has no build for musl.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY src ./src
COPY activities ./activities
COPY scripts ./scripts
RUN npm run build && node dist/scripts/bundle-workflows.js && node scripts/bundle-cli.mjs
RUN npm prune --omit=dev \
  # The package brings its native core for five platforms, 30 MB each; one of them is this one.
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 \
     ! -name "$(uname -m)-unknown-linux-gnu" -exec rm -rf {} +

FROM node:22-bookworm-slim
# For TLS to a Temporal server elsewhere: its client reads the system's certificates.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY scripts ./scripts
COPY workflows-dsl ./workflows-dsl
# Its examples are in the OpenAPI document.
COPY docs/reference/api.md ./docs/reference/api.md
USER node
EXPOSE 5080 5003 5099
ENTRYPOINT ["node", "scripts/container.mjs"]
CMD ["api"]
