# The production image. Where no registry is reachable, PYTHON_IMAGE names a local one with Python 3.11 or newer.
ARG PYTHON_IMAGE=python:3.11-slim

# The front-end files, fetched with the Node that comes as a Python wheel.
FROM ${PYTHON_IMAGE} AS pages
WORKDIR /app
RUN python3 -m venv .venv
COPY requirements-node.txt package.json package-lock.json .npmrc ./
COPY tools/ tools/
RUN tools/npm ci --omit=dev && .venv/bin/python tools/vendor.py

# The Python packages, each checked against its hash, and the package itself.
FROM ${PYTHON_IMAGE} AS packages
WORKDIR /app
RUN python3 -m venv .venv
COPY requirements.txt ./
RUN .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt
COPY pyproject.toml ./
COPY matchmaker/ matchmaker/
RUN .venv/bin/python -m pip install --no-cache-dir --no-deps --no-build-isolation --editable . \
  && .venv/bin/pybabel compile --directory matchmaker/translations \
  && .venv/bin/python -m compileall -q matchmaker

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin matchmaker \
  && install --directory --owner=matchmaker --group=matchmaker /data
WORKDIR /app
COPY --from=packages /app/ ./
COPY wsgi.py ./
COPY seed/ seed/
COPY templates/ templates/
COPY static/ static/
COPY --from=pages /app/static/vendor/ static/vendor/
# The loops of matching are compiled for the processor at hand when they are first used, for some seconds: what
# was compiled is kept beside the data, since everything else may be read-only.
ENV PATH="/app/.venv/bin:$PATH" \
  PYTHONDONTWRITEBYTECODE=1 \
  PYTHONUNBUFFERED=1 \
  NUMBA_CACHE_DIR=/data/compiled \
  MATCHMAKER_DATA_DIR=/data
USER matchmaker
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# WEB_CONCURRENCY sets the number of processes; a request that takes 60 seconds ends its process.
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=4", "--timeout=60", \
  "--graceful-timeout=20", "--max-requests=10000", "--max-requests-jitter=1000", "--worker-tmp-dir=/dev/shm", \
  "--no-control-socket", "wsgi:app"]
