# The worker, the server and the command line in one image; docker-compose.yml says which of them a service runs.
ARG PYTHON_IMAGE

FROM ${PYTHON_IMAGE} AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_INPUT=1
COPY requirements.run.lock /
RUN ["python", "-m", "venv", "/opt/amends"]
RUN ["/opt/amends/bin/python", "-m", "pip", "install", "--require-hashes", "--only-binary=:all:", "-r", "/requirements.run.lock"]

FROM ${PYTHON_IMAGE}
RUN groupadd --gid 10001 amends \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin amends
ENV PATH=/opt/amends/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /opt/amends /opt/amends
WORKDIR /srv/amends
# What .dockerignore lets in: our programs, and no more.
COPY . .
# The user may not write here, so what can be compiled is compiled now.
RUN ["python", "-m", "compileall", "-q", "."]
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["python"]
CMD ["starter.py", "--help"]
