# The sandbox for shops in any language: see docs/sandbox-in-any-language.md.
# It contains the package that `npm run build && npm run pack` makes: docker build -t paysera-sandbox .

# Everything is put together here, on the machine that builds: nothing of it depends on the processor.
FROM --platform=$BUILDPLATFORM node:26.10.0-slim AS files
WORKDIR /sandbox
COPY docker/package.json docker/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY reports/package/paysera-client.tgz /tmp/
RUN mkdir node_modules/paysera-client data \
 && tar -xzf /tmp/paysera-client.tgz -C node_modules/paysera-client --strip-components=1 \
      package/package.json package/LICENSE package/dist package/generated

FROM node:26.10.0-slim
COPY --from=files /sandbox/node_modules /sandbox/node_modules
# Where a database may be kept. A new volume gets the owner that the folder has here.
COPY --from=files --chown=1000:1000 /sandbox/data /data
# In a container, 127.0.0.1 would be the container's own. Whoever calls it has to name it `paysera` or `localhost`.
ENV NODE_ENV=production \
    PAYSERA_SANDBOX_HOST=0.0.0.0 \
    PAYSERA_SANDBOX_ALLOWED_HOSTS=paysera
# The user `node` of the image. A number, so that an orchestrator can see that it is not root.
USER 1000:1000
WORKDIR /data
EXPOSE 4010
HEALTHCHECK --interval=5s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PAYSERA_SANDBOX_PORT || 4010}/_sandbox/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 itself, so that SIGTERM reaches it.
ENTRYPOINT ["node", "/sandbox/node_modules/paysera-client/dist/cli.js", "sandbox"]
