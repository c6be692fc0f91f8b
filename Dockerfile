ARG BASE=python:3.13-slim
FROM $BASE AS made
WORKDIR /klatch
RUN python -m venv /opt/klatch
COPY requirements.txt ./
RUN /opt/klatch/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.txt
# Serving needs no tests of libraries, no sources of extensions and no installer.
RUN /opt/klatch/bin/pip uninstall --quiet --yes setuptools pip \
    && find /opt/klatch -type d "(" -name tests -o -name test ")" -prune -exec rm -r "{}" + \
    && find /opt/klatch -type f -regex ".*\.\(pyi\|pyx\|pxd\|pxi\|c\|h\|hpp\|a\)" -delete
COPY app.py manifest.yml ./
COPY migrations migrations
COPY bot bot
# Compiles, once and here rather than at each start, what serving imports: at the start and later (bot.matching.engine,
# bot.schema, bot.database.postgres, the doctor), and no more.
RUN /opt/klatch/bin/python -c "import app, alembic.command, bot.database.postgres, bot.doctor.examination, bot.matching.groups.tables, bot.matching.rounds"

FROM $BASE
# Runs as nobody (65534), from files that belong to root. Only SQLite writes, into /data, so everything else can be
# mounted read-only.
RUN install -d -o 65534 -g 65534 -m 0700 /data
ENV HOME=/nonexistent \
    PATH=/opt/klatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=3000 \
    DATABASE_URL=sqlite:////data/klatch.db \
    KLATCH_LOG_FORMAT=json
WORKDIR /klatch
COPY --from=made /opt/klatch /opt/klatch
COPY --from=made /klatch /klatch
USER 65534:65534
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/healthz\", timeout=2)"]
ENTRYPOINT ["python", "app.py"]
CMD ["serve"]
