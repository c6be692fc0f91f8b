"""Circles of imports: modules that, directly or through others, import each other. Deferred imports count."""

from collections.abc import Sequence

import grimp
import networkx as nx


def circles(package: str) -> list[Sequence[str]]:
    """Return the modules of each circle, in the order of their names."""
    graph = grimp.build_graph(package)
    imports = nx.DiGraph()
    for module in graph.modules:
        imports.add_edges_from((module, imported) for imported in graph.find_modules_directly_imported_by(module))
    return [sorted(circle) for circle in nx.strongly_connected_components(imports) if len(circle) > 1]
