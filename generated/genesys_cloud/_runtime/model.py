"""Models: JSON objects with named, typed fields, and the types of these."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    Self,
    TypeAlias,
    cast,
)

import msgspec
from msgspec import Meta
from typing_extensions import dataclass_transform

from .json_types import is_array, is_mapping
from .public import public
from .typos import check_names

if TYPE_CHECKING:
    from msgspec import StructMeta as _StructMeta
else:
    _StructMeta = type(msgspec.Struct)

field = msgspec.field


class NullType:
    """Type of `NULL`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "NULL"

    def __bool__(self) -> bool:
        return False

    def __reduce__(self) -> str:
        # A bare string tells pickle and copy that this is the module's own `NULL`.
        return "NULL"


NULL: Any = NullType()
"""JSON null, for any field of a model and for a body; false in a condition.

The client does not send None, which means "no argument". Fields of a response are never
`NULL`: None means that the field was absent or null.
"""


class _Required:
    """Marker that `required` and the like leave in a class body for the metaclass."""

    __slots__ = ("name", "rule")

    def __init__(
        self,
        name: str | None,
        rule: Literal["demanded", "required", "present", "empty list"],
    ) -> None:
        self.name = name
        self.rule = rule


def required(*, name: str | None = None) -> Any:
    """Declare a field that the constructor requires.

    Type checkers demand it, and so does the constructor. A response that lacks the
    field or has null there decodes all the same: it reads as None then.

    Args:
        name: The name on the wire where it is not that of the field.
    """
    return _Required(name, "demanded")


def expected(*, name: str | None = None) -> Any:
    """Declare a required field that the constructor does not require.

    The model may stand for a change or for a reference, which have less. A POST or PUT
    whose body it is asks for the field. Checkers take this for a default, since it is
    no field specifier.

    Args:
        name: The name on the wire where it is not that of the field.
    """
    return _Required(name, "required")


def present(*, name: str | None = None) -> Any:
    """Declare a field that every full response has, and that requests may lack.

    A response that lacks it is a mismatch, as with a required field.

    Args:
        name: The name on the wire where it is not that of the field.
    """
    return _Required(name, "present")


def empty_list(*, name: str | None = None) -> Any:
    """Declare a list that is empty where a response lacks it or has null there.

    Args:
        name: The name on the wire where it is not that of the field.
    """
    return _Required(name, "empty list")


_KEPT: Final = {
    "__required_fields__": ("demanded", "required"),
    "__demanded_fields__": ("demanded",),
    "__present_fields__": ("demanded", "required", "present"),
    "__list_fields__": ("empty list",),
}
"""Attributes of a model with the fields that have certain rules."""


def _fill_lists(model: "Model") -> None:
    """Replace null by an empty list; msgspec calls it for each new model."""
    for name in type(model).__list_fields__:
        if getattr(model, name) is None:
            setattr(model, name, [])


class ModelMeta(_StructMeta):
    """Metaclass of models, which checks required fields in the constructor.

    Decoding does not pass through it, so responses are read at msgspec's full speed.
    """

    __required_fields__: tuple[str, ...]
    """Documented required fields."""
    __demanded_fields__: tuple[str, ...]
    """Fields that the constructor requires."""
    __present_fields__: tuple[str, ...]
    """Fields that every full response has: the required ones, and others."""
    __list_fields__: tuple[str, ...]
    """Fields of lists that are empty instead of None."""

    if not TYPE_CHECKING:  # Checkers are to see a plain msgspec class.

        def __new__(mcs, name, bases, namespace, **config):
            """Turn fields declared with `required` into optional ones."""
            declared = {k: v for k, v in namespace.items() if type(v) is _Required}
            if declared:
                annotations = namespace.get("__annotations__", {})
                for key, left in declared.items():
                    default = {"default": None}
                    if left.rule == "empty list":
                        default = {"default_factory": list}
                    namespace[key] = msgspec.field(**default, name=left.name)
                    if isinstance(annotations.get(key), str):
                        # Null in a response reads as what is absent.
                        annotations[key] += " | None"
            for kept, rules in _KEPT.items():
                own = [key for key, left in declared.items() if left.rule in rules]
                inherited = [
                    key
                    for base in bases
                    for key in getattr(base, kept, ())
                    if key not in namespace.get("__annotations__", ())
                ]
                namespace[kept] = (*inherited, *own)
            if namespace["__list_fields__"]:
                namespace.setdefault("__post_init__", _fill_lists)
            # msgspec does not hand these three down to subclasses.
            config.setdefault("kw_only", True)
            config.setdefault("omit_defaults", True)
            config.setdefault("repr_omit_defaults", True)
            return super().__new__(mcs, name, bases, namespace, **config)

        def __call__(cls, /, *args, **values):
            """Construct a model, and raise if a required field is missing.

            Any name may be that of a field, ``cls`` too.
            """
            demanded = cls.__demanded_fields__
            if demanded:
                missing = [key for key in demanded if values.get(key) is None]
                if missing:
                    _check_fields(cls, values)
                    raise TypeError(f"{cls.__name__} needs {', '.join(missing)}")
            try:
                return super().__call__(*args, **values)
            except TypeError:
                _check_fields(cls, values)
                raise


def _check_fields(cls: type[msgspec.Struct], values: Iterable[str]) -> None:
    check_names(cls.__name__, values, cls.__struct_fields__, "field")


def wire_names(cls: type[msgspec.Struct]) -> Iterable[tuple[str, str]]:
    """Return the Python and wire names of the fields of a class."""
    return zip(cls.__struct_fields__, cls.__struct_encode_fields__, strict=True)


def _without_check(cls: "type[Model]") -> "Model":
    """Construct a model without the check, since responses can lack fields."""
    made: Model = _StructMeta.__call__(cls)
    return made


_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


class _Extras:
    """Slot for undocumented fields.

    msgspec neither sees nor copies it. It is unset in most models.
    """

    __slots__ = ("_extra",)

    _extra: dict[str, Any]


def extra_of(model: _Extras) -> Mapping[str, Any]:
    """Return the undocumented fields of a model, by wire name."""
    try:
        return model._extra  # pyright: ignore[reportPrivateUsage]
    except AttributeError:
        return _NOTHING


@public
@dataclass_transform(kw_only_default=True, field_specifiers=(msgspec.field, required))
class Model(
    _Extras,
    msgspec.Struct,
    metaclass=ModelMeta,
    rename="camel",
    forbid_unknown_fields=True,
):
    """JSON object of the API.

    The wire name of a field is its Python name in camel case, unless it has another.

    The constructor takes keyword arguments, and raises `TypeError` for a wrong or
    missing one. Models are equal if their class and all their fields are, including
    undocumented ones. ``None`` means that a field is absent from requests and from the
    repr. Copying and pickling work as usual.
    """

    __local_datetimes__: ClassVar[frozenset[str]] = frozenset()
    """Fields of times without a zone, as documented and as the client sends them."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """Undocumented fields, by wire name.

        Read-only. Copying, changing, pickling and sending a model keep its fields.
        """
        return MappingProxyType(cast("dict[str, Any]", extra_of(self)))

    def to_dict(
        self, *, names: Literal["wire", "python"] = "wire", times: bool = False
    ) -> dict[str, Any]:
        """Return the model as a mapping for ``json``, as the client sends it.

        `NULL` becomes None, and a field that is None is absent.

        Args:
            names: ``python`` for the Python names of fields, in all models within.
                Undocumented fields keep their names.
            times: True to keep dates and times, instead of their texts.

        Raises:
            TypeError: A value is not a JSON value.
            ValueError: A value cannot be sent, or `names` is neither of the two.
        """
        from .encoding.json_body import WIRE, plain_body

        if names not in ("wire", "python"):
            raise ValueError(f"names must be 'wire' or 'python', not {names!r}")
        style = WIRE._replace(python_names=names == "python", times=times)
        plain: dict[str, Any] = plain_body(self, name=type(self).__name__, style=style)
        return plain

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the model as JSON text, as the client sends it; see `to_dict`.

        Args:
            indent: Number of spaces of each level, on a line of its own; None for one
                line.

        Raises:
            TypeError: A value is not a JSON value.
            ValueError: A value cannot be sent.
        """
        from .encoding.json_body import encode_body

        content = encode_body(self, name=type(self).__name__)
        if indent is not None:
            content = msgspec.json.format(content, indent=indent)
        return content.decode()

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Create a model from a mapping with wire names, as `to_dict` returns it.

        Unknown names go to `extra`, and required fields can be missing. None and `NULL`
        become `NULL`. A time that no ``datetime`` holds exactly remains a string, also
        an empty one.

        Raises:
            DecodeError: A value does not have the type of its field.
        """
        from .responses.model_conversion import from_mapping

        return from_mapping(cls, data)

    @classmethod
    def from_json(cls, data: str | bytes) -> Self:
        """Create a model from JSON; as `from_dict`, but a null is None.

        Raises:
            DecodeError: `data` is not JSON, or a value does not have its field's type.
        """
        from .responses.model_conversion import from_text

        return from_text(cls, data)

    @classmethod
    def from_model(cls, model: "Model", /, *, extra: bool = False) -> Self:
        """Create a model from one of another class, with the fields that both have.

        Fields are the same if their wire names are, also in objects within; those of
        other types are left out. So what was read becomes what a PUT takes, although
        the documents define two types.

        Args:
            model: The other model.
            extra: True to take along its undocumented fields, also of objects within.

        Raises:
            TypeError: `model` is not a model, or has a value that is no JSON value.
            ValueError: A value cannot be sent.
        """
        from .responses.model_conversion import from_other

        return from_other(cls, model, keep_extra=extra)

    def copy_with(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, by their Python names.

        The values are shared with the original, not copied. The same as
        ``copy.replace`` of Python 3.13.

        Raises:
            TypeError: An argument is not a field.
        """
        _check_fields(type(self), changes)
        return self._sharing_extra(msgspec.structs.replace(self, **changes))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Return the schema of the class for pydantic, which calls this."""
        from .pydantic_schema import schema_of

        return schema_of(cls, handler.generate_schema)

    def _sharing_extra(self, copy: Self) -> Self:
        if extra := extra_of(self):
            copy._extra = cast("dict[str, Any]", extra)
        return copy

    def __copy__(self) -> Self:
        return self._sharing_extra(msgspec.structs.replace(self))

    def __replace__(self, **changes: Any) -> Self:
        return self.copy_with(**changes)

    def __eq__(self, other: object) -> bool:
        try:
            same = super().__eq__(other)
        except RecursionError:
            return _are_equal(self, other)
        if same is not True:
            return same  # It may be NotImplemented.
        return extra_of(self) == extra_of(cast("Model", other))

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        extra = extra_of(self)
        return super().__rich_repr__() + [("extra", extra)] * bool(extra)

    def __repr__(self) -> str:
        try:
            text = super().__repr__()
            extra = extra_of(self)
            if not extra:
                return text
            comma = ", " * (not text.endswith("()"))
            return f"{text[:-1]}{comma}extra={extra!r})"
        except RecursionError:
            return f"{type(self).__name__}(...)"

    def __reduce__(self) -> tuple[Any, ...]:
        cls = type(self)
        names = (*cls.__struct_fields__, "_extra")
        values = ((name, getattr(self, name, None)) for name in names)
        return _without_check, (cls,), {k: v for k, v in values if v is not None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)


def _are_equal(one: object, other: object) -> bool:
    """Compare values that are nested too deeply for the stack."""
    left = [(one, other)]
    while left:
        one, other = left.pop()
        if isinstance(one, Model):
            if not isinstance(other, Model) or type(one) is not type(other):
                return False
            names = type(one).__struct_fields__
            left += [(getattr(one, name), getattr(other, name)) for name in names]
            one, other = extra_of(one), extra_of(other)
        if is_mapping(one) and is_mapping(other):
            if one.keys() != other.keys():
                return False
            left += [(value, other[key]) for key, value in one.items()]
        elif is_array(one) and is_array(other):
            if len(one) != len(other):
                return False
            left += zip(one, other, strict=True)
        elif one != other:
            return False
    return True


class OpenEnum:
    """Replacement of ``Literal`` at run time, which accepts any string.

    ``Literal["a", "b"] | str`` is ``str`` then: a response may hold a value that is
    newer than the client, and decoders accept no union of strings.
    """

    def __class_getitem__(cls, values: object) -> type[str]:
        """Return ``str``, the type of all values."""
        return str


# A time of the other kind does not match the type: it is a mismatch and remains a
# string.
if TYPE_CHECKING:
    DateTime: TypeAlias = datetime
    LocalDateTime: TypeAlias = datetime
else:
    DateTime = Annotated[datetime, Meta(tz=True)]
    LocalDateTime = Annotated[datetime, Meta(tz=False)]
