"""AsyncAPI's own parser (JavaScript) in an embedded engine."""

import json
import lzma
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import quickjs

PARSER = Path(__file__).parent / "vendored" / "asyncapi-parser-3.6.6.js.xz"
STACK_BYTES = 4 * 1024 * 1024
"""The parser resolves references recursively: an engine's usual 256 kB end in "Maximum call stack size exceeded"."""

# What the parser expects of a browser before it reads anything. No document of ours refers to another address.
BROWSER = """
globalThis.self = globalThis.window = globalThis;
globalThis.console = { log() {}, info() {}, debug() {}, warn() {}, error() {} };
globalThis.AbortController = globalThis.AbortSignal = class {};
globalThis.fetch = () => { throw new Error("there is no network here") };
globalThis.setTimeout = (task) => { Promise.resolve().then(task) };
globalThis.setInterval = globalThis.clearTimeout = globalThis.clearInterval = () => {};
"""
PARSE = """
new AsyncAPIParser().parse(text).then(
  ({ document, diagnostics }) => ({ is_valid: document !== undefined, diagnostics }),
  (error) => ({ is_valid: false, diagnostics: [{ code: "crash", message: String(error), path: [] }] }),
).then((found) => { answer = JSON.stringify(found) });
"""


@dataclass(frozen=True)
class Parsed:
    is_valid: bool
    complaints: list[str]
    """Errors, warnings and hints alike."""


def parse(text: str) -> Parsed:
    """What the parser says of an AsyncAPI document in YAML."""
    with ThreadPoolExecutor(1) as pool:  # a thread of its own: the engine must be used by the thread that made it
        answer: dict[str, Any] = json.loads(pool.submit(_answer, text).result())
    complaints = [
        f"{found['code']} at {'/'.join(map(str, found['path']))}: {found['message']}" for found in answer["diagnostics"]
    ]
    return Parsed(answer["is_valid"], complaints)


def _answer(text: str) -> str:
    engine = quickjs.Context()
    engine.set_max_stack_size(STACK_BYTES)
    engine.eval(BROWSER)
    engine.eval(lzma.decompress(PARSER.read_bytes()).decode())
    engine.eval("globalThis.answer = ''")
    engine.set("text", text)
    engine.eval(PARSE)
    while engine.execute_pending_job():
        pass
    answer: str = engine.eval("answer")
    return answer
