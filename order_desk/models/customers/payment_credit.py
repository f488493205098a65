from odoo import api, models, tools


class AccountPaymentTerm(models.Model):
    """Which part of an order these terms let the customer pay after shipping (PAY-01, PAY-03)."""
    _name = 'account.payment.term'
    _inherit = ['account.payment.term', 'order.desk.cached.mixin']

    # === HELPERS === #

    @api.model
    @tools.ormcache()
    def _desk_get_credit_rules(self):
        """Return the terms that grant credit, without a query once known.

        A line that falls due on the day of the invoice is due before shipping, every later one is credit.

        :return: ``{term id: (percent due before shipping, fixed amount due before shipping)}``
        :rtype: dict
        """
        # sudo: the rule binds every order, whoever may read the terms
        terms = self.sudo().with_context(active_test=False).search([])
        rules = {}
        for term in terms:
            at_once = term.line_ids.filtered(lambda line: not line._desk_is_credit())
            if at_once != term.line_ids:
                rules[term.id] = tuple(
                    sum(line.value_amount for line in at_once if line.value == kind) for kind in ('percent', 'fixed'))
        return rules


class AccountPaymentTermLine(models.Model):
    """The parts of payment terms, of which the rules above are remembered."""
    _name = 'account.payment.term.line'
    _inherit = ['account.payment.term.line', 'order.desk.cached.mixin']

    # === HELPERS === #

    def _desk_is_credit(self):
        """Tell whether this part falls due after the day of the invoice."""
        return self.nb_days > 0 or self.delay_type != 'days_after'
