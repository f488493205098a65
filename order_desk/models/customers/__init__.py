from . import res_partner_deposit
from . import account_payment_term
