"""What ``python -m svc_dossier graph`` prints."""

from svc_dossier.domain.graph import PRINTED
from svc_dossier.domain.transitions import ROWS, State


def test_the_table_has_a_line_for_every_edge() -> None:
    lines = PRINTED.text().splitlines()
    assert len(lines) == 2 + len(ROWS)
    assert all(
        any(transition.action in line and transition.target.name.lower() in line for line in lines)
        for transition in ROWS
    )


def test_the_diagram_names_every_state_and_ends_the_final_ones() -> None:
    text = PRINTED.mermaid()
    assert text.startswith("stateDiagram-v2\n")
    assert all(f"{state.name} : {state.value}" in text for state in State)
    assert text.count("--> [*]") == 4
