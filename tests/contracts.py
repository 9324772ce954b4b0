"""A contract for import-linter that it does not bring: a package that needs nothing but the standard library."""

import sys

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class StandardLibraryOnly(Contract):
    """`package` imports itself and the standard library, and nothing else."""

    type_name = "standard_library_only"
    package = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001 - import-linter calls it
        """Look at every import of every module of the package."""
        package = str(self.package)
        inside = {package, *graph.find_descendants(package)}
        allowed = sys.stdlib_module_names | {package}
        strangers = sorted(
            f"{importer} imports {imported}"
            for importer in inside
            for imported in graph.find_modules_directly_imported_by(importer)
            if imported.partition(".")[0] not in allowed
        )
        return ContractCheck(kept=not strangers, metadata={"strangers": strangers})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that must go."""
        for stranger in check.metadata["strangers"]:
            output.print_error(f"- {stranger}")
