"""Every rule by which the library predicts published numbers, tier by tier."""

from .predictions_across import ACROSS_STUDIES
from .predictions_law import LAWS
from .predictions_study import SAME_STUDY

RULES = (*LAWS, *SAME_STUDY, *ACROSS_STUDIES)
