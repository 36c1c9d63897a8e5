"""arXiv's categories, and the nearest one to what somebody wrote. Pure.

From https://arxiv.org/category_taxonomy; it last changed in 2019.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

TAXONOMY: Final = "https://arxiv.org/category_taxonomy"

_SUBJECTS: Final = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE"
    " NI OH OS PF PL RO SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "gr-qc": "",
    "hep-ex": "",
    "hep-lat": "",
    "hep-ph": "",
    "hep-th": "",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT"
    " SG SP ST",
    "math-ph": "",
    "nlin": "AO CD CG PS SI",
    "nucl-ex": "",
    "nucl-th": "",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph"
    " flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "quant-ph": "",
    "stat": "AP CO ME ML OT TH",
}

CATEGORIES: Final = frozenset(
    f"{archive}.{subject}" if subject else archive
    for archive, subjects in _SUBJECTS.items()
    for subject in (subjects.split() or [""])
)
"""Every category that a new paper can have."""

NAMES: Final = CATEGORIES | _SUBJECTS.keys()
"""What can be asked for: a category, or a whole archive such as "cs"."""


def check_category(name: str) -> str:
    """Return *name* if arXiv has it. Raises `ValueError` that names the nearest that it has."""
    if name in NAMES:
        return name
    nearest = nearest_category(name)
    guess = f"; did you mean {nearest}?" if nearest else ", such as cs.DC or hep-th;"
    raise ValueError(f"{name!r} is no arXiv category{guess} {TAXONOMY} has them all")


def nearest_category(name: str) -> str:
    """Return the category most like *name*; "" when none is.

    Case does not count, and the part behind the dot will do: "cl" is cs.CL.
    """
    folded = {known.casefold(): known for known in sorted(NAMES)}
    wanted = name.strip().casefold().replace(" ", ".").replace("_", ".")
    if wanted in folded:
        return folded[wanted]
    archives = [a for a, subjects in _SUBJECTS.items() if wanted in subjects.casefold().split()]
    if archives:
        archive = "cs" if "cs" in archives else archives[0]
        return folded[f"{archive}.{wanted}"]
    close = get_close_matches(wanted, folded, n=1)
    return folded[close[0]] if close else ""


def known_of(names: Iterable[str]) -> tuple[str, ...]:
    """Return those of *names* that arXiv has as categories; old papers may have others."""
    return tuple(name for name in names if name in CATEGORIES)
