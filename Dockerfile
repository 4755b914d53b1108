# Comity's web server and worker. Secrets come from the environment when it runs; none is in the image.
# Build: docker build -t comity .      How it is run: compose.yaml, docs/production.md

FROM python:3.13-slim-trixie AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/comity

# What the portal runs on: every package at the version and with the hash of the lock file.
COPY requirements/base.txt requirements/assets.txt requirements/
RUN python -m venv /opt/comity \
    && /opt/comity/bin/pip install --require-hashes --requirement requirements/base.txt

# The front-end assets. npm comes from a package of its own environment, which stays behind in this stage.
COPY assets.lock.json ./
COPY scripts/fetch_assets.py scripts/world_map.py scripts/world_borders.py scripts/
RUN python -m venv /opt/npm \
    && /opt/npm/bin/pip install --require-hashes --requirement requirements/assets.txt \
    && PATH="/opt/npm/bin:$PATH" /opt/npm/bin/python scripts/fetch_assets.py

COPY . .
# The key is needed to load the settings and is used for nothing: it does not stay in the image's environment.
RUN /opt/comity/bin/python scripts/compile_messages.py \
    && SECRET_KEY=only-to-collect-static-files COMITY_HOSTS=localhost COMITY_VAR=/tmp/build \
       COMITY_STATIC_ROOT=/srv/comity/static DJANGO_SETTINGS_MODULE=portal.settings.production \
       /opt/comity/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build

FROM python:3.13-slim-trixie
# What WeasyPrint lays out PDF files with, and the typefaces.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 comity \
    && useradd --uid 10001 --gid comity --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin comity \
    && install -d -o comity -g comity -m 0750 /var/lib/comity
COPY --from=build /opt/comity /opt/comity
COPY --from=build /srv/comity /srv/comity
ENV PATH="/opt/comity/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    COMITY_STATIC_ROOT=/srv/comity/static \
    COMITY_VAR=/var/lib/comity
WORKDIR /srv/comity
USER 10001:10001
VOLUME ["/var/lib/comity"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "scripts/healthcheck.py", "web"]
# The log names the page but not the query: what someone searched for is nobody else's business.
CMD ["gunicorn", "portal.wsgi:application", "--bind", "0.0.0.0:8000", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-", \
     "--access-logformat", "%(t)s %(m)s %(U)s %(s)s %(b)s bytes %(M)s ms"]
