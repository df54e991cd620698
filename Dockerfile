# One image per service: docker build --target gateway --tag specline/gateway .
# No step needs BuildKit. Where the network is closed, BASE_IMAGE may be an imported root file system with Node, npm, git and
# ca-certificates, and PACKAGES_IMAGE the same with the installed packages in /specline/node_modules (`npm run images` makes both).
ARG BASE_IMAGE=node:20-bookworm-slim
ARG PACKAGES_IMAGE=${BASE_IMAGE}

FROM ${PACKAGES_IMAGE} AS packages
WORKDIR /specline
COPY package.json package-lock.json .npmrc ./
RUN test -d node_modules || npm ci --ignore-scripts

FROM packages AS build
COPY .swcrc tsconfig.json ./
COPY apps apps
COPY libs libs
COPY tools tools
RUN npm run build && mkdir -p dist/apps/console

# The bill of materials is made of what is left, because npm's own --omit=dev leaves out packages that a tool needs as well.
# npm keeps TypeScript as an optional companion of a package. The Codex program weighs more than everything else together and goes
# to the runner alone.
FROM packages AS production-packages
RUN npm prune --omit=dev --ignore-scripts --offline
RUN npm pkg delete devDependencies && npm sbom --offline --sbom-format=cyclonedx > sbom.cdx.json
RUN rm -rf node_modules/typescript node_modules/@openai node_modules/.package-lock.json

FROM ${BASE_IMAGE} AS service
RUN echo 'specline:x:10001:10001::/var/lib/specline:/usr/sbin/nologin' >> /etc/passwd \
 && echo 'specline:x:10001:' >> /etc/group \
 && mkdir -p /var/lib/specline/artifacts /var/lib/specline/data /var/lib/specline/codex \
 && chown -R 10001:10001 /var/lib/specline && chmod 700 /var/lib/specline/codex
WORKDIR /specline
ENV NODE_ENV=production \
    HOME=/var/lib/specline \
    SPECLINE_HOST=0.0.0.0 PORT=8080 SPECLINE_OPS_PORT=8080 \
    SPECLINE_DATA_DIR=/var/lib/specline/data \
    SPEC_WORKFLOW_ARTIFACT_ROOT=/var/lib/specline/artifacts
COPY package.json ./
COPY --from=production-packages /specline/sbom.cdx.json ./
COPY --from=production-packages /specline/node_modules node_modules
COPY --from=build /specline/dist/libs dist/libs
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

FROM service AS service-with-git
USER root
RUN command -v git > /dev/null \
 || { apt-get update && apt-get install --yes --no-install-recommends ca-certificates git && rm -rf /var/lib/apt/lists/*; }
USER 10001:10001

# The emulators of GitHub and Codex Cloud, for an installation that is tried out without either (docker-compose.sandbox.yaml).
FROM service-with-git AS sandbox
COPY --from=packages /specline/node_modules/node-forge node_modules/node-forge
COPY tools/sandbox/sample-repository/files tools/sandbox/sample-repository/files
COPY --from=build /specline/dist/tools/certificates dist/tools/certificates
COPY --from=build /specline/dist/tools/sandbox dist/tools/sandbox
HEALTHCHECK --interval=2s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://${process.env.SANDBOX_HOST}:3000/specline-demo/corner-shop`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/tools/sandbox/main.js"]

FROM service-with-git AS codex-runner
COPY --from=packages /specline/node_modules/@openai node_modules/@openai
USER root
RUN ln -s /specline/node_modules/@openai/codex/bin/codex.js /usr/local/bin/codex
USER 10001:10001
ENV CODEX_HOME=/var/lib/specline/codex
COPY images/job/spec-kit images/job/spec-kit
COPY --from=build /specline/dist/apps/codex-runner dist/apps/codex-runner
CMD ["node", "--enable-source-maps", "dist/apps/codex-runner/src/main.js"]

FROM service-with-git AS publisher
COPY --from=build /specline/dist/apps/publisher dist/apps/publisher
CMD ["node", "--enable-source-maps", "dist/apps/publisher/src/main.js"]

FROM service AS discovery
COPY --from=build /specline/dist/apps/discovery dist/apps/discovery
CMD ["node", "--enable-source-maps", "dist/apps/discovery/src/main.js"]

FROM service AS projection
COPY --from=build /specline/dist/apps/projection dist/apps/projection
CMD ["node", "--enable-source-maps", "dist/apps/projection/src/main.js"]

FROM service AS gateway
COPY --from=build /specline/dist/apps/gateway dist/apps/gateway
COPY --from=build /specline/dist/apps/console dist/apps/console
CMD ["node", "--enable-source-maps", "dist/apps/gateway/src/main.js"]
