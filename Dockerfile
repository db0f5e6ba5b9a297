# Two stages: the first fetches what the lock pins, checked by hash, and installs the part that runs; the second is what ships.
FROM python:3.13-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock ./
RUN pip download --quiet --no-cache-dir --require-hashes --only-binary :all: --dest /wheels -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
RUN python -m venv /opt/dispaccio \
 && /opt/dispaccio/bin/pip install --quiet --no-cache-dir --no-index --find-links /wheels ".[postgres]" \
 && /opt/dispaccio/bin/pip uninstall --quiet --yes pip \
 && /opt/dispaccio/bin/python -m compileall -q /opt/dispaccio/lib

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="dispaccio" \
      org.opencontainers.image.description="Watches news feeds for your themes and tells each story once in a Telegram channel" \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/opt/dispaccio/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DISPACCIO_LISTEN=0.0.0.0:8080
COPY --from=build /opt/dispaccio /opt/dispaccio
WORKDIR /app
COPY --chown=10001:10001 config config
RUN mkdir state && chown 10001:10001 state
USER 10001:10001
VOLUME ["/app/config", "/app/state"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["dispaccio", "health"]
ENTRYPOINT ["dispaccio"]
CMD ["run"]
