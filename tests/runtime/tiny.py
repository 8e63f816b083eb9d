"""A client as the generator writes one, small enough to read."""

# pyright: reportDeprecated=false

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from templates.runtime.api import (
    API,
    AsyncAPI,
    AsyncRawAPI,
    AsyncStreamingAPI,
    RawAPI,
    StreamingAPI,
    async_raw,
    async_streamed,
    deprecated,
    raw,
    streamed,
)
from templates.runtime.client.client import AsyncClient, SyncClient
from templates.runtime.client.raw_view import AsyncRawView, RawView
from templates.runtime.config.options import RequestOptions
from templates.runtime.config.platform import Platform
from templates.runtime.operation import Operation, Response, body, header, path, query
from tests.runtime import tiny_models as m

PLATFORM = Platform(
    distribution="tiny",
    version="1.2.3",
    client="Tiny",
    api="https://api.{domain}",
    login="https://login.{domain}",
    regions={"north-1": "north.example", "south-1": "south.example"},
    expired_code="bad.credentials",
    requests_per_minute=300,
    retry_after=7.0,
    correlation_header="X-Correlation-Id",
)
ERRORS = (
    Response("400", lambda: m.ErrorBody, "bad"),
    Response("404", lambda: m.ErrorBody, "not there"),
    Response("429", lambda: m.ErrorBody, "too many"),
    Response("500", lambda: m.ErrorBody, "broken"),
)

GET_PET: Operation[m.Pet] = Operation(
    "PetAPI.getPet",
    "GET",
    "/pets/{petId}",
    (path("petId"), query("expand", "string[]"), header("If-Match", "string")),
    (Response("200", lambda: m.Pet, "a pet"), *ERRORS),
)
LIST_PETS: Operation[m.Listing] = Operation(
    "PetAPI.getPets",
    "GET",
    "/pets",
    (query("pageSize", "number"), query("pageNumber", "number")),
    (Response("200", lambda: m.Listing, "pets"), *ERRORS),
)
POST_PET: Operation[m.Pet] = Operation(
    "PetAPI.postPet",
    "POST",
    "/pets",
    (body("object", lambda: m.Pet, True),),
    (Response("201", lambda: m.Pet, "made"), *ERRORS),
)
DELETE_PET: Operation[None] = Operation(
    "PetAPI.deletePet",
    "DELETE",
    "/pets/{petId}",
    (path("petId"),),
    (Response("default", None, "done"),),
)
PUT_PET: Operation[m.Pet | m.Listing | None] = Operation(
    "PetAPI.putPet",
    "PUT",
    "/pets/{petId}",
    (path("petId"), body("any")),
    (
        Response("200", lambda: m.Pet, "a pet"),
        Response("201", lambda: m.Listing, "pets"),
        Response("202", None, "later"),
    ),
)
GET_WORD: Operation[str] = Operation(
    "PetAPI.getWord",
    "GET",
    "/word",
    (),
    (Response("200", lambda: str, "a word"),),
)


class PetAPI(API):
    def get_pet(
        self,
        pet_id: str,
        *,
        expand: Sequence[str] | None = None,
        if_match: str | None = None,
        options: RequestOptions | None = None,
    ) -> m.Pet:
        return self._send(GET_PET.with_values(pet_id, expand, if_match), options)

    def get_pets(
        self,
        *,
        page_size: float | None = None,
        page_number: float | None = None,
        options: RequestOptions | None = None,
    ) -> m.Listing:
        return self._send(LIST_PETS.with_values(page_size, page_number), options)

    def post_pet(
        self,
        body: m.Pet | Mapping[str, Any],
        *,
        options: RequestOptions | None = None,
    ) -> m.Pet:
        return self._send(POST_PET.with_values(body), options)

    def delete_pet(self, pet_id: str, *, options: RequestOptions | None = None) -> None:
        return self._send(DELETE_PET.with_values(pet_id), options)

    def put_pet(
        self,
        pet_id: str,
        body: Any = None,
        *,
        options: RequestOptions | None = None,
    ) -> m.Pet | m.Listing | None:
        return self._send(PUT_PET.with_values(pet_id, body), options)

    @deprecated("use get_pet")
    def get_word(self, *, options: RequestOptions | None = None) -> str:
        return self._send(GET_WORD.with_values(), options)


class AsyncPetAPI(AsyncAPI):
    async def get_pet(
        self,
        pet_id: str,
        *,
        expand: Sequence[str] | None = None,
        if_match: str | None = None,
        options: RequestOptions | None = None,
    ) -> m.Pet:
        return await self._send(GET_PET.with_values(pet_id, expand, if_match), options)

    async def get_pets(
        self,
        *,
        page_size: float | None = None,
        page_number: float | None = None,
        options: RequestOptions | None = None,
    ) -> m.Listing:
        return await self._send(LIST_PETS.with_values(page_size, page_number), options)

    async def post_pet(
        self,
        body: m.Pet | Mapping[str, Any],
        *,
        options: RequestOptions | None = None,
    ) -> m.Pet:
        return await self._send(POST_PET.with_values(body), options)

    async def delete_pet(
        self, pet_id: str, *, options: RequestOptions | None = None
    ) -> None:
        return await self._send(DELETE_PET.with_values(pet_id), options)

    async def put_pet(
        self,
        pet_id: str,
        body: Any = None,
        *,
        options: RequestOptions | None = None,
    ) -> m.Pet | m.Listing | None:
        return await self._send(PUT_PET.with_values(pet_id, body), options)

    @deprecated("use get_pet")
    async def get_word(self, *, options: RequestOptions | None = None) -> str:
        return await self._send(GET_WORD.with_values(), options)


METHODS = ("get_pet", "get_pets", "post_pet", "delete_pet", "put_pet", "get_word")


def view(base: Any, api: type, method: Any) -> Any:
    """Make the view of an API class that the generator writes out."""
    members = {name: method(getattr(api, name)) for name in METHODS}
    return type(f"{api.__name__}With{base.__name__}", (base,), members)


PetAPIWithRawResponse = view(RawAPI, PetAPI, raw)
AsyncPetAPIWithRawResponse = view(AsyncRawAPI, AsyncPetAPI, async_raw)
PetAPIWithStreamingResponse = view(StreamingAPI, PetAPI, streamed)
AsyncPetAPIWithStreamingResponse = view(AsyncStreamingAPI, AsyncPetAPI, async_streamed)


class Tiny(SyncClient):
    _platform = PLATFORM

    @cached_property
    def pet(self) -> PetAPI:
        return PetAPI(self)

    @cached_property
    def with_raw_response(self) -> TinyWithRawResponse:
        return TinyWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> TinyWithStreamingResponse:
        return TinyWithStreamingResponse(self)


class TinyWithRawResponse(RawView):
    pet = cached_property(lambda self: PetAPIWithRawResponse(self._client))


class AsyncTiny(AsyncClient):
    _platform = PLATFORM

    @cached_property
    def pet(self) -> AsyncPetAPI:
        return AsyncPetAPI(self)

    @cached_property
    def with_raw_response(self) -> AsyncTinyWithRawResponse:
        return AsyncTinyWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncTinyWithStreamingResponse:
        return AsyncTinyWithStreamingResponse(self)


class AsyncTinyWithRawResponse(AsyncRawView):
    pet = cached_property(lambda self: AsyncPetAPIWithRawResponse(self._client))


class TinyWithStreamingResponse:
    def __init__(self, client: Any) -> None:
        self._client = client

    pet = cached_property(lambda self: PetAPIWithStreamingResponse(self._client))


class AsyncTinyWithStreamingResponse(TinyWithStreamingResponse):
    pet = cached_property(lambda self: AsyncPetAPIWithStreamingResponse(self._client))
