"""Linear and integer programmes, solved by HiGHS: variables from 0 up, each with a column of what it adds up to."""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

NODES = 200
"""Branchings, after which an integer programme is given up: time is not the same on every machine."""

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LinearProgramme:
    """What is minimised, and what must add up to what."""

    costs: Numbers
    upper: Numbers
    """At most so much of each variable."""
    counts: Places
    """How many rows each variable is in; which, and with how much each, one variable after another:"""
    rows: Places
    shares: Numbers
    least: Numbers
    """Of each row; the same as `most` where it must be met."""
    most: Numbers


@dataclass(frozen=True, slots=True)
class Optimum:
    """The least there is."""

    value: float
    amounts: Numbers
    """Of each variable."""
    duals: Numbers
    """What one more of each row would cost; of no meaning for whole amounts."""


class InfeasibleError(ValueError):
    """Nothing adds up as it must."""


def optimum(programme: LinearProgramme, *, whole: bool = False) -> Optimum | None:
    """The optimum, proved; of ``whole`` amounts if that is wanted. None when the solver did not come to its end."""
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.silent()
    for name, value in (("threads", 1), ("mip_max_nodes", NODES), ("mip_rel_gap", 0.0)):
        solver.setOptionValue(name, value)
    solver.passModel(_as_model(programme, whole))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        raise InfeasibleError
    if status != highspy.HighsModelStatus.kOptimal:
        return None
    solution = solver.getSolution()
    value = float(solver.getInfo().objective_function_value)
    return Optimum(value, np.array(solution.col_value), np.array(solution.row_dual))


def _as_model(programme: LinearProgramme, whole: bool) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(programme.costs), len(programme.least)
    model.col_cost_, model.col_lower_ = programme.costs, np.zeros(len(programme.costs))
    model.col_upper_ = programme.upper
    model.row_lower_, model.row_upper_ = programme.least, programme.most
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.append(0, np.cumsum(programme.counts)).astype(np.int32)
    model.a_matrix_.index_ = programme.rows.astype(np.int32)
    model.a_matrix_.value_ = programme.shares
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * len(programme.costs)
    return model
