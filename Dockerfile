# One image for every Airflow component and for the command vlmis.
#
# From a plain Python, not from apache/airflow: requirements.txt is the full lock with hashes, and
# installing it over an image that brings its own set of packages would mix two locks.
FROM python:3.12-slim AS build
RUN python -m venv /opt/vlmis
COPY requirements.txt /build/
RUN /opt/vlmis/bin/pip install --no-cache-dir --require-hashes -r /build/requirements.txt
COPY pyproject.toml README.md LICENSE /build/
COPY vlmis_core /build/vlmis_core
COPY plugins /build/plugins
COPY sql /build/sql
# The build backend comes from the lock, so that nothing is fetched without a hash.
RUN /opt/vlmis/bin/pip install --no-cache-dir --no-deps --no-build-isolation /build

FROM python:3.12-slim
# pg_dump and pg_restore, for backups: not older than the server of docker-compose.yaml.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 50000 --create-home airflow \
    && mkdir -p /opt/airflow/logs /var/lib/vlmis /backups \
    && chown -R airflow /opt/airflow /var/lib/vlmis /backups \
    && chmod 0700 /backups
COPY --from=build /opt/vlmis /opt/vlmis
COPY dags /opt/airflow/dags
COPY plugins /opt/airflow/plugins
ENV PATH=/opt/vlmis/bin:$PATH \
    AIRFLOW_HOME=/opt/airflow \
    VLMIS_HOME=/var/lib/vlmis \
    PYTHONUNBUFFERED=1
USER airflow
WORKDIR /opt/airflow
CMD ["airflow", "version"]
