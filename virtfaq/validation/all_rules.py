"""List the rules by which the library predicts published numbers, tier by tier."""

from virtfaq.validation.across_studies import ACROSS_STUDIES
from virtfaq.validation.laws import LAWS
from virtfaq.validation.same_study import SAME_STUDY

RULES = (*LAWS, *SAME_STUDY, *ACROSS_STUDIES)
