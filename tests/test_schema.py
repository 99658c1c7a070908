"""The description of the API."""

import yaml
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator


def test_the_schema_is_valid_and_names_every_endpoint(client: Client) -> None:
    schema = yaml.safe_load(client.get("/api/v1/schema/").content)
    assert schema["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(schema).validate()
    paths = {path.removeprefix("/api/v1") for path in schema["paths"]}
    assert paths >= {
        "/users/",
        "/users/me/",
        "/auth/token/",
        "/auth/token/refresh/",
        "/auth/token/verify/",
        "/auth/token/blacklist/",
        "/topics/",
        "/questions/random/",
        "/scripts/",
        "/scripts/{id}/",
        "/scripts/{id}/retry/",
        "/scripts/{id}/audio/",
        "/consults/{id}/finish/",
        "/feedback/",
        "/feedback/{id}/",
    }
