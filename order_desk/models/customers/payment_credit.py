from odoo import api, models, tools


class AccountPaymentTerm(models.Model):
    """Which part of an order these terms let the customer pay after shipping (PAY-01, PAY-03)."""
    _inherit = 'account.payment.term'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        created = super().create(vals_list)
        self.env.registry.clear_cache()
        return created

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
    _inherit = 'account.payment.term.line'

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS account: what the terms grant is remembered
        created = super().create(vals_list)
        self.env.registry.clear_cache()
        return created

    def write(self, vals):
        # EXTENDS account
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        # EXTENDS account
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    # === HELPERS === #

    def _desk_is_credit(self):
        """Tell whether this part falls due after the day of the invoice."""
        return self.nb_days > 0 or self.delay_type != 'days_after'
