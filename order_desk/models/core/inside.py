"""What the order desk notes on documents that customers may read themselves."""
from odoo import models


class Base(models.AbstractModel):
    """The host lets customers read their own orders, transfers, invoices and addresses, field by field (SEC-02).

    Notes, floor prices, margins, credit standing and gates stand on the same records. Pages of the portal read with
    full rights what they show; whatever a customer's own session asks for, no field of the order desk is among it,
    on no model, in no list, search, group or export.
    """
    _inherit = 'base'

    def _has_field_access(self, field, operation):
        # EXTENDS base
        if field.name.startswith('desk_') and not self.env.su and not self.env.user._is_internal():
            return False
        return super()._has_field_access(field, operation)
