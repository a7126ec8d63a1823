"""Every type of problem that the code can answer with, read from the code: ``docs/problems.md`` is written from it.

A type is the ``code`` that an error of ``shared.errors`` is made with. Most stand in a call, some in a table that a
call is made from; those whose code is put together are read from the tables themselves.
"""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from local_stack.repository import ROOT
from shared import errors
from shared.data_files import read_yaml
from shared.problem import STATUS
from svc_content.use_cases.refusals import DETAILS as ARTICLES
from svc_dossier.catalogue.wording import Wording
from svc_dossier.use_cases.edit_procedure_version import DETAILS as PROCEDURES

_KINDS = {kind.__name__: (kind, status) for kind, status in STATUS.items()}
_PLAIN = ("malformed", "invalid", "unauthenticated", "forbidden", "unavailable", "internal")
"""The codes of one word."""
_FOLDERS = ("gateway", "shared", "svc-*")
_CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
_MADE_HERE = re.compile(rf"\b(?:Problem|{'|'.join(_KINDS)})\b|[\"']{_CODE.pattern}[\"']")
"""What the text of a module has that makes any: to parse all of them takes seconds."""
_GUIDES = ROOT / "svc-content/src/svc_content/guide_files"
_OTHER_CHANNELS = ROOT / "svc-feedback/src/svc_feedback/data/text_checks.yaml"


Texts = tuple[str, ...]


@dataclass(frozen=True, order=True)
class ProblemType:
    """One way to be refused. ``detail`` is what the citizen or officer reads; ``…`` stands for what is filled in."""

    status: int
    code: str
    title: str
    detail: str
    where: str


def problem_types() -> list[ProblemType]:
    """Sorted by status and code; a code may stand in several."""
    found: set[ProblemType] = {*_composed()}
    for path in sorted(path for folder in _FOLDERS for path in ROOT.glob(f"{folder}/src/**/*.py")):
        where, text = path.relative_to(ROOT).parts[0], path.read_text(encoding="utf-8")
        if not _MADE_HERE.search(text):
            continue
        module = ast.parse(text)
        of_module = _assigned(module, module.body[-1].lineno + 1)
        for node in ast.walk(module):
            if isinstance(node, ast.Tuple):
                found |= {*_of_row(node, where)}
            elif isinstance(node, ast.ClassDef):
                found |= {*_of_class(node, where)}
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found |= {*_of_calls(node, where, of_module)}
        found |= {*_of_calls(module, where, of_module)}
    return sorted(found)


def _of_class(node: ast.ClassDef, where: str) -> Iterator[ProblemType]:
    """An error whose code is its own: ``NotFound``, ``KeyReused``."""
    base = next((ast.unparse(base) for base in node.bases), "")
    known = _KINDS.get(node.name) or _KINDS.get(base)
    if known is None:
        return
    for function in node.body:
        for call in _own_nodes(function) if isinstance(function, ast.FunctionDef) else ():
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__":
                words = _as_tables(_defaults(node.name)) | _assigned(function, call.lineno)
                yield from _made(known[1], ("code", "title", "detail"), call.args, call.keywords, words, where)


def _of_calls(
    scope: ast.AST, where: str, of_module: Mapping[str, Texts] = MappingProxyType({})
) -> Iterator[ProblemType]:
    for node in _own_nodes(scope):
        if isinstance(node, ast.Call):
            yield from _of_call(node, _assigned(scope, node.lineno, of_module), where)


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in ``scope`` and in no function inside it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
            yield from _own_nodes(node)


def _assigned(scope: ast.AST, before: int, of_module: Mapping[str, Texts] = MappingProxyType({})) -> dict[str, Texts]:
    """Names to which ``scope``, or else its module, gives a text or a table of texts, the last one before a line."""
    given: dict[str, Texts] = dict(of_module)
    assigned = [node for node in _own_nodes(scope) if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    for node in sorted(assigned, key=lambda node: node.lineno):
        if node.lineno < before and (texts := _texts(node.value, given)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            given.update({target.id: texts for target in targets if isinstance(target, ast.Name)})
    return given


def _as_tables(words: Mapping[str, str]) -> dict[str, Texts]:
    return {name: (text,) for name, text in words.items()}


def _of_call(call: ast.Call, words: Mapping[str, Texts], where: str) -> Iterator[ProblemType]:
    """``Conflict("already-rated", …)``, ``Problem(502, …)`` and ``partial(Invalid, code=…)``."""
    name, arguments = _called(call.func), call.args
    if name == "partial" and arguments:
        name, arguments = _called(arguments[0]), arguments[1:]
    if name == "Problem" and len(arguments) > 1 and (number := _text(arguments[0])):
        yield from _made(int(number), ("code", "title", "detail"), arguments[1:], call.keywords, words, where)
    elif name in _KINDS:
        kind, status = _KINDS[name]
        parameters = tuple(inspect.signature(kind.__init__).parameters)[1:]
        yield from _made(status, parameters, arguments, call.keywords, words, where, _own(name) | _defaults(name))


def _own(name: str) -> dict[str, str]:
    """The code and the title of an error that is made of its ``detail``: ``NotFound``, ``UnsupportedMedia``."""
    kind = _KINDS[name][0]
    parameters = [*inspect.signature(kind.__init__).parameters][1:]
    if parameters[:1] != ["detail"] or "code" in parameters:
        return {}
    made = kind("…")  # type: ignore[call-arg]  # each has its own parameters, and these are checked above
    return {"code": made.code, "title": made.title}


def _called(function: ast.expr) -> str:
    """``errors.Conflict`` is ``Conflict``."""
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _made(
    status: int,
    parameters: Sequence[str],
    arguments: Sequence[ast.expr],
    keywords: Sequence[ast.keyword],
    words: Mapping[str, Texts],
    where: str,
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[ProblemType]:
    given = dict(zip(parameters, arguments, strict=False)) | {each.arg: each.value for each in keywords if each.arg}
    said = _as_tables(defaults) | {part: _texts(value, words) for part, value in given.items()}
    [code, *_], [title, *_], details = (said.get(part) or ("",) for part in ("code", "title", "detail"))
    if _CODE.fullmatch(code) or code in _PLAIN:
        for detail in details:
            yield ProblemType(status, code, title, detail, where)


def _of_row(row: ast.Tuple, where: str) -> Iterator[ProblemType]:
    """``("item-paid", "Khoản này đã nộp", "…")``: a row of a table of conflicts."""
    texts = [_text(part) for part in row.elts]
    if len(texts) == 3 and all(texts) and _CODE.fullmatch(texts[0]) and not texts[1].isascii():
        yield ProblemType(STATUS[errors.Conflict], texts[0], texts[1], texts[2], where)


def _composed() -> Iterator[ProblemType]:
    conflict = STATUS[errors.Conflict]
    for article, (title, detail) in ARTICLES.items():
        yield ProblemType(conflict, f"article-{article.value.replace('_', '-')}", title, detail, "svc-content")
    for version, detail in PROCEDURES.items():
        code = f"procedure-{version.value.replace('_', '-')}"
        yield ProblemType(conflict, code, "Không thực hiện được với phiên bản này", detail, "svc-dossier")
    for detail in Wording.load().not_submitted_here.values():
        yield ProblemType(conflict, "procedure-not-submitted-here", "Thủ tục không nộp tại đây", detail, "svc-dossier")
    for path in sorted(_GUIDES.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and _called(call.func) == "UnreadableGuide" and (said := _text(call.args[0])):
                yield ProblemType(
                    STATUS[errors.Invalid], "guide-unreadable", "Lịch phát sóng không đọc được", said, "svc-content"
                )
    for channel in read_yaml(_OTHER_CHANNELS)["other_channels"]:
        yield ProblemType(
            STATUS[errors.Invalid],
            channel["code"],
            channel["title"],
            " ".join(channel["detail"].split()),
            "svc-feedback",
        )


def _defaults(name: str) -> dict[str, str]:
    """What an error says when it is made without words."""
    signature = inspect.signature(_KINDS[name][0].__init__) if name in _KINDS else None
    parameters: Iterable[inspect.Parameter] = signature.parameters.values() if signature else ()
    return {each.name: each.default for each in parameters if isinstance(each.default, str)}


def _text(node: ast.expr | None) -> str:
    """The text of a literal; what is filled in is ``…``; nothing for any other expression."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
    if isinstance(node, ast.BinOp) and (first := _text(node.left)):
        return first + (_text(node.right) or "…")
    return ""


def _texts(node: ast.expr | None, words: Mapping[str, Texts]) -> Texts:
    """What ``node`` may say: a text, one of a name that has some, or any of a table."""
    if text := _text(node):
        return (text,)
    if isinstance(node, ast.Dict):
        return tuple(filter(None, map(_text, node.values)))
    if isinstance(node, ast.Subscript):
        return _texts(node.value, words)
    return words.get(_called(node), ()) if isinstance(node, ast.Name | ast.Attribute) else ()
