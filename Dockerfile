FROM python:3.13-slim AS build
RUN pip install --no-cache-dir uv
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE NOTICE ./
COPY bot bot
COPY flows flows
COPY locales locales
ENV UV_PROJECT_ENVIRONMENT=/opt/passerelle UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never
RUN uv sync --frozen --no-default-groups --no-editable

FROM python:3.13-slim
# The key ring and the erasure journal stay outside the data folder: a copy of one without the other opens nothing.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent passerelle \
 && install -d -m 0700 -o passerelle -g passerelle /data /keys
COPY --from=build /opt/passerelle /opt/passerelle
ENV PATH=/opt/passerelle/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PASSERELLE_DATABASE_URL=sqlite:////data/passerelle.db \
    PASSERELLE_KEYS_FILE=/keys/ring.json \
    PASSERELLE_JOURNAL_FILE=/keys/erased.journal \
    PASSERELLE_WEB_BIND=0.0.0.0:8080
WORKDIR /data
USER passerelle
VOLUME ["/data", "/keys"]
EXPOSE 8080
ENTRYPOINT ["passerelle"]
CMD ["run"]
