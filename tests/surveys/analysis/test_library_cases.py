"""Published cases that guard library functions, and traps in how they are called.

Together with the tests of the estimators these are all of the reference cases: docs/validation.md
does not repeat them.
"""

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    power_proportions_2indep,
    proportion_effectsize,
)

# Rothman, Greenland and Lash (2008) Table 15-1: events and non-events, exposed then unexposed
UGDP = ((8, 98, 5, 115), (22, 76, 16, 69))

# R survey, apiclus1, stype == "E": schools of a kind and all schools in 15 districts
CLUSTER_TOTALS = (13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4)
CLUSTER_COUNTS = (10, 34, 2, 10, 13, 2, 1, 2, 9, 16, 4, 8, 30, 1, 2)

# Benjamini and Hochberg (1995), the example with 15 p-values
P_VALUES = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
)


@pytest.mark.parametrize(("method", "rejected"), [("bonferroni", 3), ("holm", 3), ("fdr_bh", 4)])
def test_many_claims_at_once(method: str, rejected: int) -> None:
    assert multipletests(P_VALUES, alpha=0.05, method=method)[0].sum() == rejected


def test_the_power_of_two_shares() -> None:
    """R: power.prop.test(n = 50, p1 = .50, p2 = .75) has power 0.740."""
    found = power_proportions_2indep(0.25, 0.50, nobs1=50, alpha=0.05)
    assert found.power == pytest.approx(0.740, abs=5e-4)
    arcsine = NormalIndPower().power(proportion_effectsize(0.75, 0.50), 50, 0.05)
    assert arcsine != pytest.approx(0.740, abs=5e-4)


def test_standardisation_over_a_logistic_model() -> None:
    """R glm and predict: 0.1415877 and 0.1066764, difference 0.0349113, its error 0.0317686."""
    rows = [
        (event, exposed, stratum)
        for stratum, (a, b, c, d) in enumerate(UGDP)
        for event, exposed, count in ((1, 1, a), (0, 1, b), (1, 0, c), (0, 0, d))
        for _ in range(count)
    ]
    event, exposed, stratum = np.array(rows, dtype=float).T
    design = np.column_stack([np.ones(len(rows)), exposed, stratum])
    fitted = sm.Logit(event, design).fit(disp=0)
    shares = []
    for value in (1.0, 0.0):
        everybody = design.copy()
        everybody[:, 1] = value
        shares.append(fitted.predict(everybody).mean())
    assert shares == pytest.approx([0.1415877, 0.1066764], abs=1e-6)
    assert shares[0] - shares[1] == pytest.approx(0.0349113, abs=1e-6)
    effect = fitted.get_margeff(dummy=True)
    assert effect.margeff[0] == pytest.approx(0.0349113, abs=1e-6)
    assert effect.margeff_se[0] == pytest.approx(0.0317686, abs=1e-6)


def test_newcombe_may_be_spelt_either_way_in_this_version() -> None:
    """Documented without the last letter; 0.15 takes anything that begins so."""
    for name in ("newcomb", "newcombe"):
        found = confint_proportions_2indep(56, 70, 48, 80, compare="diff", method=name)
        assert found == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_clustered_regression_is_too_narrow_by_default() -> None:
    """The t interval of R svymean is .6865037 to .8872668; the default uses the normal."""
    answers = np.concatenate(
        [
            np.repeat([1.0, 0.0], [count, total - count])
            for count, total in zip(CLUSTER_COUNTS, CLUSTER_TOTALS, strict=True)
        ]
    )
    groups = np.repeat(np.arange(len(CLUSTER_TOTALS)), CLUSTER_TOTALS)
    model = sm.OLS(answers, np.ones(len(answers)))
    by_group = {"groups": groups, "df_correction": True}
    honest = model.fit(cov_type="cluster", cov_kwds=by_group, use_t=True)
    usual = model.fit(cov_type="cluster", cov_kwds=by_group)
    assert honest.params[0] == pytest.approx(0.7868852, abs=5e-8)
    assert honest.conf_int()[0] == pytest.approx((0.6865037, 0.8872668), abs=5e-4)
    width, narrow = np.ptp(honest.conf_int()), np.ptp(usual.conf_int())
    assert narrow < 0.93 * width


def test_strata_from_data_sort_their_levels_upwards() -> None:
    """0.0349 more events among the exposed, and a pooled ratio that speaks of the others."""
    upright = StratifiedTable([np.array([[a, b], [c, d]]) for a, b, c, d in UGDP])
    ascending = StratifiedTable([np.array([[d, c], [b, a]]) for a, b, c, d in UGDP])
    assert upright.riskratio_pooled == pytest.approx(1.3256, abs=5e-5)
    assert ascending.riskratio_pooled == pytest.approx(1.041, abs=5e-4)
