from . import res_partner_deposit
from . import account_payment_term
from . import res_company
from . import res_config_settings
from . import archive
from . import paper_kind
from . import customer_paper
from . import archive_papers
