"""What layout vouches for is black's fixed point."""

import black
from hypothesis import given
from hypothesis import strategies as st

from generator.rendering import line_breaking
from generator.rendering.formatting import format_files, is_fixed_point

names = st.integers(1, 120).map(lambda size: "a" * size)
classes = st.integers(1, 120).map(lambda size: "_m." + "A" * size)
mapping = "_Mapping[str, _Any]"

operands = st.one_of(
    classes.map(lambda name: (name,)),
    classes.map(lambda name: (f"list[{name}]",)),
    classes.map(lambda name: (f"_Sequence[{name} | {mapping}]",)),
    st.tuples(classes, classes),
    st.just(("int", "float")),
    st.just(("list[list[_Any]]",)),
)


def black_of(source: str) -> str:
    return black.format_str(source, mode=black.Mode())


def check(source: str) -> None:
    """Vouched text is a fixed point; other text becomes one, as black has it."""
    if is_fixed_point(source):
        assert black_of(source) == source
    assert format_files({"m.py": source})["m.py"] == black_of(source)


@given(name=names, operands=operands, optional=st.booleans(), renamed=st.booleans())
def test_fields(
    name: str, operands: tuple[str, ...], optional: bool, renamed: bool
) -> None:
    default = "None" if optional else "_required()"
    if renamed:
        default = '_required(\n        name="wire",\n    )'
    members = (*operands, "None") if optional else operands
    check(f"class A:\n    {line_breaking.field(name, members, default, 4)}\n")


values = st.lists(st.integers(1, 100).map(lambda size: "v" * size), min_size=1)
literals = values.map(lambda each: ", ".join(f'"{value}"' for value in each)).map(
    lambda listed: f"_Literal[{listed}]"
)
arguments = st.one_of(
    operands,
    literals.map(lambda literal: (literal, "str")),
    literals.map(lambda literal: (f"_Sequence[{literal} | str]",)),
)


@given(
    name=names,
    operands=arguments,
    optional=st.booleans(),
    keyword=st.sampled_from(["", "async "]),
)
def test_signatures(
    name: str, operands: tuple[str, ...], optional: bool, keyword: str
) -> None:
    members = (*operands, "None") if optional else operands
    argument = line_breaking.parameter(
        "x" + name, members, "None" if optional else "", 8
    )
    check(
        f"class A:\n    {keyword}def {name}(\n        self,\n        {argument}\n"
        f"    {line_breaking.returns(members, 4)}\n"
        f"        return _op_{name}(\n            x,\n        )\n"
    )


@given(name=names, operands=operands)
def test_constants(name: str, operands: tuple[str, ...]) -> None:
    head = line_breaking.constant(f"_op_{name}", "_Operation", operands, "_Operation")
    check(f'"""Doc."""\n\nx = 1\n\n{head}\n    "a",\n    "b",\n)\n\ny = 2\n')


@given(operand=operands.filter(lambda o: len(o) == 1))
def test_lambdas(operand: tuple[str]) -> None:
    line = line_breaking.lambda_(operand[0], 8)
    check(
        f'x = [\n    f(\n        "200",\n        {line}\n        "text",\n    ),\n]\n'
    )


@given(name=names)
def test_bound_calls_imports_and_lists(name: str) -> None:
    check(f"class A:\n    {name} = _async_raw(\n        AsyncAPI.{name},\n    )\n")
    check(f"from .a import (\n    {name} as {name},\n)\n")
    check(f"X = [\n    _op_{name},\n]\n")


@given(name=names, module=names)
def test_attributes_and_names_given_away(name: str, module: str) -> None:
    for wrapper in ("_raw", "_async_raw"):
        wrapped = f"{name} = {wrapper}(\n        _api.{module}.{name},\n    )"
        assert is_fixed_point(f"class A:\n    {wrapped}\n")
        check(f"class A:\n    {wrapped}\n")
    check(f"if x:\n    {line_breaking.reexport(module, name, 4)}\n")


@given(name=names, arguments=st.lists(names, max_size=2))
def test_calls_of_operations(name: str, arguments: list[str]) -> None:
    margin = " " * 16
    listed = "".join(f"{margin}{argument},\n" for argument in arguments)
    inside = f"\n{listed}{' ' * 12}" if arguments else ""
    call = f"            _op_{name}.with_values({inside}),\n"
    source = f"class A:\n    def f(self):\n        return g(\n{call}        )\n"
    assert is_fixed_point(source)
    check(source)


def test_a_long_module_docstring_does_not_hide_statements_from_black() -> None:
    source = (
        f'"""{"word " * 30}end\n\n\nmore {"x" * 90}\n"""\n\n'
        f"{'a' * 60} = [{'b' * 30}, {'c' * 30}]\n\n\ndef f() -> None:\n    pass\n"
    )
    assert not is_fixed_point(source)
    assert format_files({"m.py": source})["m.py"] == black_of(source)


@given(name=names)
def test_streaming_views(name: str) -> None:
    for wrapper in ("_streamed", "_async_streamed"):
        check(
            f"class A:\n    {name} = {wrapper}(\n        _api.AsyncAPI.{name},\n    )\n"
        )


@given(item=classes, page=classes, alias=st.sampled_from(["_Pages", "_AsyncPages"]))
def test_pairs_of_types(item: str, page: str, alias: str) -> None:
    returned = line_breaking.returns((f"{alias}[{item}, {page}]",), 4)
    check(f"class A:\n    def f(\n        self,\n    {returned}\n        return 1\n")
