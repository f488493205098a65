from . import credit_review
from . import suspension_decide
