"""The words of the field: none of the private vocabulary that once had to be learnt before reading a line."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.guards.sources import ROOT, Source, made_up, outside_packages, sources, texts, with_text

OLD_WORDS = {
    "Desk": "the few dependencies of each use case",
    "Wish": "StepCommand",
    "Particulars": "StepData",
    "Standing": "StepContext",
    "Filing": "NewDossier",
    "Filed": "NewDossier",
    "Filer": "CreateDossier",
    "file_dossier": "create_dossier",
    "Taken": "DuplicateValue",
    "Stale": "VersionConflict",
    "VersionStale": "OutdatedVersion",
    "MovedOn": "VersionConflict",
    "HearUpstream": "ApplyUpstreamStatus",
    "UpstreamWord": "UpstreamStatus",
    "Told": "by what it is",
    "Heard": "by what it is",
    "Look": "AccessLogEntry",
    "Looks": "AccessLog",
    "looked": "entered in the access log",
    "Handed": "SubmittedDocument",
    "Together": "Batcher",
    "Rounds": "PeriodicTask",
    "Nudge": "Wakeup",
    "nudge": "wakeup",
    "PartyUnavailable": "DependencyUnavailable",
    "_bury": "_dead_letter",
    "happened": "new_event",
    "Survey": "DeliveryContext",
    "survey": "delivery_context",
    "Circumstances": "DeliveryContext",
    "Gate": "CircuitBreaker",
    "Passage": "CircuitBreaker",
    "Foretell": "PreviewDecision",
    "foretell": "preview_decision",
    "joining": "coalescing",
    "Turn": "coalescing",
    "speaker": "coalescing",
    "TELLING": "EVENT_MILESTONES",
    "PUSHES": "PUSH_POLICY",
    "NotTold": "SuppressedReason",
    "Verdict": "by what it is",
    "Edge": "ProxyApp; Transition in state tables",
    "Way": "by what it is",
    "Why": "by what it is",
    "Kind": "by what it is",
}
"""The old words, with what each became."""

OLD_PARTS = {
    "desk": "by what it is",
    "wish": "PaymentRequest, StepCommand",
    "filer": "CreateDossier",
    "nudge": "Wakeup",
    "foretell": "PreviewDecision",
    "survey": "DeliveryContext",
}
"""Words that are right in no name, not even as a part of it."""

OLD_TYPE_PARTS = {
    "Told": "by what it is",
    "Heard": "by what it is",
    "Filed": "Submitted",
    "Verdict": "Outcome, Finding, Decision",
}
"""Words that are right in no type's name."""

RIGHT_AS_A_PART = {"Kind", "Taken"}
"""Say nothing alone; as a part they do: what kind of thing, and of ``TakeStep`` what came of it."""

OLD_NAME_PARTS = {
    "told": "by what it is: events, settings, notified",
    "heard": "arrived, received, read",
    "filed": "submitted",
    "verdict": "outcome, decision, finding",
    "verdicts": "outcomes, decisions, findings",
    "standing": "context, or what is left of it",
    "particulars": "data, members",
}
"""Words that are right in no variable and in no stored or public name. What a test is called is a sentence."""

OLD_VARIABLES = {"order": ("svc_dossier", "svc_feedback", "svc_content")}
"""A step that somebody asks for is a ``request``; where there is something to buy, an order is one."""

OLD_FILES = {
    "answers",
    "together",
    "rounds",
    "looks",
    "desk",
    "foretell",
    "joining",
    "survey",
    "gate",
    "hear_upstream",
    "file_dossier",
}


def identifiers(source: Source) -> Iterator[tuple[int, str]]:
    """Every name that the source defines or binds, with its line."""
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.alias):
            yield node.lineno, (node.asname or node.name).rpartition(".")[2]


def class_names(source: Source) -> Iterator[tuple[int, str]]:
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.ClassDef):
            yield node.lineno, node.name


def words_of(name: str) -> list[str]:
    """The words of ``name``, each as it is written in it."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)


def old_name(name: str) -> str | None:
    """What ``name``, private or not, should be called, if it is an old word."""
    return OLD_WORDS.get(name) or OLD_WORDS.get(name.lstrip("_"))


TYPE_PARTS = {
    old: words_of(old) for old in OLD_WORDS if old[0].isupper() and not old.isupper() and old not in RIGHT_AS_A_PART
}


def old_type(name: str) -> str | None:
    """What the class or the type ``name`` should say instead of an old word that it is or has in it."""
    words = words_of(name)
    for old, parts in TYPE_PARTS.items():
        if any(words[at : at + len(parts)] == parts for at in range(len(words))):
            return OLD_WORDS[old]
    return old_name(name) or old_part(name)


def old_part(name: str) -> str | None:
    """What ``name`` should say instead of an old word that is one of its words."""
    for word in words_of(name):
        if better := OLD_PARTS.get(word.lower()) or OLD_TYPE_PARTS.get(word):
            return better
    return None


def test_no_name_of_the_old_vocabulary_is_left() -> None:
    left = [
        f"{source}:{line}: {name} is now {better}"
        for source in (*sources(), *outside_packages())
        if re.search(rf"\b_*(?:{'|'.join(OLD_WORDS)})\b", source.text)
        for line, name in identifiers(source)
        if (better := old_name(name))
    ]
    assert left == []


def test_no_class_has_an_old_word_in_its_name() -> None:
    declared = re.compile(rf"^\s*class \w*(?:{'|'.join((*TYPE_PARTS, *OLD_WORDS))})", re.MULTILINE)
    left = [
        f"{source}:{line}: {name} has an old word, now {better}"
        for source in (*sources(), *outside_packages())
        if declared.search(source.text)
        for line, name in class_names(source)
        if (better := old_type(name))
    ]
    assert left == []


@pytest.mark.parametrize(
    ("name", "is_old"),
    [
        ("_Look", True),
        ("_Taken", True),
        ("_Way", True),
        ("__Kind", True),
        ("OfficerLook", True),
        ("CheckGate", True),
        ("StaleDossier", True),
        ("HandedIn", True),
        ("DossierRounds", True),
        ("NewFiling", True),
        ("DossierMovedOn", True),
        ("_VersionStale", True),
        ("AgencyKind", False),
        ("DossierStepTaken", False),
        ("Gateway", False),
        ("Lookup", False),
        ("Profile", False),
        ("OutstandingBill", False),
        ("MovedBack", False),
    ],
)
def test_an_old_word_is_found_in_the_name_of_a_class(name: str, is_old: bool) -> None:
    ((_, found),) = class_names(made_up(f"class {name}: ...\n", "svc_dossier", "domain"))
    assert (old_type(found) is not None) is is_old


def test_an_old_word_is_found_behind_underscores() -> None:
    source = made_up("_Way = 1\n__nudge = 2\nway = 3\n_bury = 4\n", "svc_dossier", "domain")
    assert [name for _, name in identifiers(source) if old_name(name)] == ["_Way", "__nudge", "_bury"]


@pytest.mark.parametrize(
    ("name", "is_old"),
    [
        ("DeskRow", True),
        ("PaymentWish", True),
        ("wish_of", True),
        ("_SURVEY", True),
        ("CallbackVerdict", True),
        ("HTTPVerdict", True),
        ("Desktop", False),
        ("arrived_at", False),
        ("profiler", False),
    ],
)
def test_an_old_word_is_found_inside_a_name(name: str, is_old: bool) -> None:
    assert (old_part(name) is not None) is is_old


def test_no_name_has_an_old_word_as_a_part() -> None:
    left = [
        f"{source}:{line}: {name} has an old word, now {better}"
        for source in everywhere((*OLD_PARTS, *OLD_TYPE_PARTS))
        for line, name in identifiers(source)
        if not name.startswith("test_") and (better := old_part(name))
    ]
    assert left == []


def everywhere(words: Iterable[str]) -> Iterator[Source]:
    """Packages, tests, measurements and tools alike, but this file, which has to name them. Of those outside the
    packages only those are parsed in which a word is bound somewhere: their sentences have them too.
    """
    yield from with_text(rf"(?i:{'|'.join(words)})")
    bound = re.compile(rf"\b(?!test_)(?:\w+_)?(?:{'|'.join(words)})(?:_\w+)?\s*[=:,)(\]]", re.IGNORECASE)
    yield from (source for source in outside_packages() if bound.search(source.text) and source.path != Path(__file__))


def stored_names(source: Source) -> Iterator[tuple[int, str]]:
    """Every text of the source that may be the name of a field, an index or a label."""
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[a-z_.$-]+", node.value):
            yield node.lineno, node.value


def test_no_variable_and_no_stored_name_has_an_old_word_as_a_part() -> None:
    left = [
        f"{source}:{line}: {name}"
        for source in everywhere((*OLD_NAME_PARTS, *OLD_VARIABLES))
        for line, name in (*identifiers(source), *stored_names(source))
        if not name.startswith("test_")
        and (
            set(re.findall("[a-z]+", name.lower())) & OLD_NAME_PARTS.keys()
            or source.package in OLD_VARIABLES.get(name, ())
        )
    ]
    assert left == []


DECLARED = re.compile(r"\b(const|let|var|function|type|interface|class|enum)\s+(?:([\[{][^\]}=]*)|(\w+))")


def old_in_typescript(text: str) -> Iterator[str]:
    """What ``text`` declares under an old word: variables and functions by any of their words, types and components,
    which are functions with a capital, as classes are named.
    """
    for declared in DECLARED.finditer(text):
        keyword, several, one = declared.groups()
        for name in re.findall(r"\w+", several or one):
            old = {word.lower() for word in words_of(name)} & {*OLD_NAME_PARTS, *OLD_PARTS}
            if old or (name[0].isupper() and old_type(name)):
                yield f"{keyword} {name}"


@pytest.mark.parametrize(
    ("text", "is_old"),
    [
        ("type Taken = Pick<Photo, 'data'>;", True),
        ("export interface Look {", True),
        ("export class OfficerLook {", True),
        ("function Filing({ query }: { query: string }): JSX.Element {", True),
        ("const standing = faults.filter(unchanged);", True),
        ("const [verdict, setVerdict] = useState();", True),
        ("const { id, told } = answer;", True),
        ("let wasTold = false;", True),
        ("interface TakenStep { action: string }", False),
        ("export async function lookAt(file: File): Promise<VideoFacts> {", False),
        ("const outstanding = bills.filter(open);", False),
        ("const filing = () => import('./filing/filing.tsx');", False),
    ],
)
def test_an_old_word_is_found_in_typescript(text: str, is_old: bool) -> None:
    assert bool([*old_in_typescript(text)]) is is_old


def test_no_name_of_the_mini_app_is_an_old_word() -> None:
    left = [
        f"{path.relative_to(ROOT)}: {found}"
        for path, text in texts().items()
        if path.suffix in (".ts", ".tsx", ".mjs")
        for found in old_in_typescript(text)
    ]
    assert left == []


MIDDLE = "|".join(
    (
        *("Of", "By", "With", "Without", "For", "In", "On", "To", "From", "Until", "At", "As", "Into", "Onto", "Over"),
        *("Under", "Above", "Below", "About", "Around", "Behind", "Beside", "Besides", "Between", "Beyond", "Among"),
        *("Against", "Within", "Per", "After", "Before", "Since", "Because", "Unless", "But", "And", "Or", "Whose"),
    )
)
IN_THE_MIDDLE = re.compile(rf"\s*(?:{MIDDLE})\b")
"""How a text begins that says only in what relation its thing stands: "Of one route." names no thing."""
MAY_BEGIN_SO = re.compile(rf"^\s*[rR]?(?:\"\"\"|\"|')\s*(?:{MIDDLE})\b", re.MULTILINE)


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every text that stands as a statement of its own, with its line: it says what a module, a class or a function is,
    or the constant or field above it.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def begin_in_the_middle(source: Source) -> Iterator[str]:
    if MAY_BEGIN_SO.search(source.text):
        for line, text in docstrings(source.tree()):
            if IN_THE_MIDDLE.match(text):
                yield f"{source}:{line}: {text.strip().splitlines()[0]}"


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ('"""Of one route."""\n', True),
        ('"""\nFrom an address to its commune.\n"""\n', True),
        ("MOST = 36\n'Per answer.'\n", True),
        ('class Route:\n    name: str = ""\n    """As ``path``."""\n', True),
        ('def load():\n    r"""By name."""\n', True),
        ('async def run(stop):\n    """Until ``stop``."""\n', True),
        ('"""One route."""\nMOST = 36\n"""The most months that one answer holds."""\n', False),
        ('"""Institutions of the province."""\n', False),
        ('NAMES = (\n    "Of one route.",\n)\n', False),
    ],
)
def test_a_docstring_that_begins_in_the_middle_of_a_sentence_is_found(text: str, is_found: bool) -> None:
    assert bool([*begin_in_the_middle(made_up(text, "svc_dossier", "domain"))]) is is_found


def test_no_docstring_begins_in_the_middle_of_a_sentence() -> None:
    """It says what a thing is or does, and stands by itself."""
    left = [found for source in (*sources(), *outside_packages()) for found in begin_in_the_middle(source)]
    assert left == []


def test_no_module_of_the_old_vocabulary_is_left() -> None:
    assert [str(source) for source in sources() if source.path.stem in OLD_FILES] == []


NAMES = "|".join(word for word in OLD_WORDS if word.istitle())
OLD_IN_TEXTS = re.compile(
    r"\b(?:Desks?|Wish(?:es)?|Filer|Particulars|UpstreamWord|HearUpstream|Nudge|Foretell|NotTold|Verdicts?|VersionStale"
    r"|PartyUnavailable|TELLING|PUSHES|file_dossier|_bury)\b"
    rf"|(?i:\b(?:the|an?|its|this|each|every|by|of|to))\s(?:{NAMES})s?\b"
    r"|[Mm]oved_?[Oo]n\b|not-filed-here"
)
"""The old words in a text. Those that are English too are old where they stand as a name: "the Gate", "an Edge"."""


@pytest.mark.parametrize(
    ("text", "is_old"),
    [
        ("Asks the Desk what happened to the Filing", True),
        ("the Rounds are told by the Gate.", True),
        ("The Desk has two rooms; the Wish goes to the Verdict.", True),
        ("raise DossierMovedOn", True),
        ("report_moved_on(rules)", True),
        ("Filing a dossier at the counter, by the gateway. Taken together, this is the way.", False),
        ("Looks at what the officer wishes, from the edge of the desk.", False),
    ],
)
def test_an_old_word_is_found_in_a_text(text: str, is_old: bool) -> None:
    assert (OLD_IN_TEXTS.search(text) is not None) is is_old


def test_no_text_has_a_name_of_the_old_vocabulary() -> None:
    """Comments, documents, runbooks, tests, measurements, YAML and TypeScript alike."""
    left = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1}: {found[0]}"
        for path, text in texts().items()
        if path != Path(__file__) and path.suffix != ".json" and "vendored" not in path.parts
        for found in OLD_IN_TEXTS.finditer(text)
    ]
    assert left == []


@pytest.mark.parametrize("document", sorted(path.name for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"))))
def test_documents_speak_of_layers(document: str) -> None:
    text = next(iter((*ROOT.glob(document), *ROOT.glob(f"docs/{document}")))).read_text(encoding="utf-8")
    assert re.findall(r"\b(?:four rooms|the house|a room|its rooms?)\b", text, re.IGNORECASE) == []
