# Build: the locked libraries and our own wheel, each in a virtual environment of its own.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements-host.lock requirements-build.lock ./
RUN python -m venv /opt/bot \
 && /opt/bot/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-host.lock \
 && python -m venv /opt/build \
 && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY classifier ./classifier
COPY tools/project_urls.py ./tools/
ARG PAPER_BOT_URL=""
RUN /opt/build/bin/python -m hatchling build -t wheel -d /wheels \
 && /opt/bot/bin/pip install --no-cache-dir --no-deps --no-index --find-links /wheels paper-bot \
 && /opt/bot/bin/pip uninstall --yes pip

# Run: no compiler, no pip, not root. Mount the list's repository on /list and a volume on /state.
FROM python:3.13-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin bot \
 && install --directory --owner bot --group bot /list /state /cache
COPY --from=build /opt/bot /opt/bot
ENV PATH="/opt/bot/bin:$PATH" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    XDG_STATE_HOME=/state \
    XDG_CACHE_HOME=/cache
USER 10001
WORKDIR /list
VOLUME ["/state", "/cache"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["bot"]
CMD ["serve"]
