"""Words of the documents become identifiers."""

import keyword
import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.confusables import is_visible
from generator.naming.identifiers import (
    CLIENT_RESERVED,
    MODEL_RESERVED,
    Words,
    argument_name,
    avoid_reserved,
    camel,
    module_name,
    pascal,
)
from templates.runtime.api import (
    API,
    AsyncAPI,
    AsyncRawAPI,
    AsyncStreamingAPI,
    RawAPI,
    StreamingAPI,
)
from templates.runtime.client.client import AsyncClient, SyncClient
from templates.runtime.encoding import parameters
from templates.runtime.model import Model

ACRONYMS = ["OAuth", "IPv4", "URIs"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("getLicenseUsers", "get_license_users"),
        ("getScimV2Users", "get_scim_v2_users"),
        (
            "getIntegrationsSpeechLexv2BotAlias",
            "get_integrations_speech_lexv2_bot_alias",
        ),
        ("deletePresenceDefinition", "delete_presence_definition"),
        ("deletePresencedefinition", "delete_presencedefinition"),
        ("OAuth", "oauth"),
        ("OAuthClient", "oauth_client"),
        ("vendorOAuthClientIds", "vendor_oauth_client_ids"),
        ("SCIM", "scim"),
        ("AIStudio", "ai_studio"),
        ("resourceURIs", "resource_uris"),
        ("userIDsOnly", "user_ids_only"),
        ("inheritIPv4", "inherit_ipv4"),
        ("supportedContent.id", "supported_content_id"),
        ("If-Match", "if_match"),
        ("$ref", "ref"),
        ("_type", "type"),
        ("__class__", "class"),
        ("service-area", "service_area"),
        ("urn:ietf:User", "urn_ietf_user"),
        ("A1", "a1"),
        ("2fa", "n2fa"),
        ("größe", "größe"),
        ("../../x", "x"),
        ("$", ""),
        ("___", ""),
        ("123", "n123"),
        ("None", "none"),
        ("\uff49\uff46", "if"),
        ("us\ufe0fer", "user"),
        ("\u3164", ""),
        ("J\u030cx", "\u01f0x"),
        ("\u0301abc", "\u0144abc"),
        ("हिन्दी", "हिन्दी"),
        ("col·lecció", "col·lecció"),
        ("用户Name", "用户name"),
    ],
)
def test_snake_case(name: str, expected: str) -> None:
    assert Words(ACRONYMS).snake(name) == expected


def test_an_acronym_is_no_acronym_inside_a_word() -> None:
    assert Words(["IP"]).snake("shipIPs") == "ship_ips"
    assert Words(["ID"]).snake("IDentity") == "i_dentity"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("User", "User"),
        ("user", "User"),
        ("some-thing", "SomeThing"),
        ("3d", "N3d"),
        ("_x", "X"),
    ],
)
def test_class_names(name: str, expected: str) -> None:
    assert pascal(name) == expected


@pytest.mark.parametrize("name", [*keyword.kwlist, "self"])
def test_keywords_and_self_take_an_underscore(name: str) -> None:
    assert avoid_reserved(name) == f"{name}_"


@pytest.mark.parametrize("name", ["con", "aux", "nul", "com1", "import"])
def test_no_module_has_the_name_of_a_device_or_a_keyword(name: str) -> None:
    assert module_name(name) == f"{name}_"


@given(st.text(alphabet="abyz019_", min_size=1).map(lambda s: "a" + s))
def test_camel_is_the_rule_of_msgspec(name: str) -> None:
    struct = msgspec.defstruct("S", [name], rename="camel")
    assert camel(name) in (None, *struct.__struct_encode_fields__)


@given(st.text())
def test_any_word_becomes_an_identifier_or_nothing(name: str) -> None:
    for made in (Words(ACRONYMS).snake(name), pascal(name)):
        assert made == "" or made.isidentifier()
        assert not made.startswith("_")
        # What Python and file systems compare: else an import finds nothing.
        assert made == unicodedata.normalize("NFKC", made)
        assert is_visible(made)
    assert "__" not in Words(ACRONYMS).snake(name)


@given(st.text(alphabet="aJ\u030cßΐﬁİŉ_", min_size=1))
def test_camel_knows_only_what_it_is_sure_of(name: str) -> None:
    assert camel(name) is None or name.isascii()


@pytest.mark.parametrize(
    ("bases", "reserved"),
    [
        ((SyncClient, AsyncClient), CLIENT_RESERVED),
        ((Model,), MODEL_RESERVED),
        ((API, AsyncAPI, RawAPI, AsyncRawAPI, StreamingAPI, AsyncStreamingAPI), ()),
    ],
)
def test_what_bases_have_is_reserved(
    bases: tuple[type, ...], reserved: frozenset[str]
) -> None:
    public = {name for base in bases for name in dir(base) if name[0] != "_"}
    assert public <= set(reserved)


@given(st.text() | st.from_regex(r"[A-Za-z0-9._$-]*", fullmatch=True))
@example("pageSize")
@example("userIDsOnly")
@example("x2Y")
@example("Größe-Größe")
@example("\u0663A")
def test_the_runtime_has_the_same_rule_for_arguments(wire: str) -> None:
    assert argument_name(wire) == parameters.argument_name(wire)


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("pageSize", "page_size"),
        ("If-Match", "if_match"),
        ("supportedContent.id", "supported_content_id"),
        ("lexv2Bot", "lexv2_bot"),
        ("divisionID", "division_id"),
    ],
)
def test_most_arguments_need_no_name_of_their_own(wire: str, name: str) -> None:
    assert argument_name(wire) == Words(ACRONYMS).snake(wire) == name
