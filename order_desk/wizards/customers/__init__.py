from . import credit_review
