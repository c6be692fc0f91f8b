"""Linear and integer programmes, solved by HiGHS: variables from 0 up, each with a column of coefficients."""

from dataclasses import dataclass

import highspy
import numpy as np

from bot.matching.arrays import Floats, Ints

NODES = 200
"""Branchings, after which an integer programme is given up: time is not the same on every machine."""


@dataclass(frozen=True, slots=True)
class LinearProgramme:
    """The costs to be minimised, and the bounds of variables and rows."""

    costs: Floats
    upper: Floats
    """The upper bound of each variable."""
    counts: Ints
    """In how many rows each variable is; `rows` and `coefficients` have those, one variable after another."""
    rows: Ints
    coefficients: Floats
    row_lower: Floats
    """The lower bound of each row; the same as `row_upper` where it is an equation."""
    row_upper: Floats


@dataclass(frozen=True, slots=True)
class Optimum:
    """A solution of least cost."""

    value: float
    values: Floats
    """The value of each variable."""
    duals: Floats
    """The dual of each row; of no meaning in an integer programme."""


class InfeasibleError(ValueError):
    """The programme has no solution."""


def optimum(programme: LinearProgramme, *, integer: bool = False) -> Optimum | None:
    """Return the optimum, proved, of integers if wanted; None when the solver gave up. Raises InfeasibleError."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name, value in (("threads", 1), ("mip_max_nodes", NODES), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(name, value)
    solver.passModel(_as_model(programme, integer))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise InfeasibleError
    if status != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    value = float(solver.getInfo().objective_function_value)
    return Optimum(value, np.array(solution.col_value), np.array(solution.row_dual))


def _as_model(programme: LinearProgramme, integer: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.costs), len(programme.row_lower)
    model.col_cost_, model.col_lower_ = programme.costs, np.zeros(len(programme.costs))
    model.col_upper_ = programme.upper
    model.row_lower_, model.row_upper_ = programme.row_lower, programme.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.append(0, np.cumsum(programme.counts)).astype(np.int32)
    model.a_matrix_.index_ = programme.rows.astype(np.int32)
    model.a_matrix_.value_ = programme.coefficients
    if integer:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(programme.costs)
    return model
