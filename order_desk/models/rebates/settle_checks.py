from odoo import fields, models
from odoo.exceptions import UserError


class OrderDeskRebateAgreement(models.Model):
    """What stands in the way of settling, told for all agreements at once, before anything is written."""
    _inherit = 'order.desk.rebate.agreement'

    # === BUSINESS METHODS === #

    def _ensure_settleable(self, day):
        """Check state, validity, customer and currency of all agreements.

        :raise UserError: one sentence for each agreement that cannot be settled to ``day``
        """
        problems = [problem for agreement in self for problem in agreement._get_settle_problems(day)]
        if problems:
            raise UserError("\n".join(problems))
        self._ensure_rates(fields.Date.context_today(self))

    def _get_settle_problems(self, day):
        """Yield what is wrong with settling this agreement to ``day``."""
        self.ensure_one()
        name, payee = self.name, self._get_payee()
        if self.state not in ('active', 'closed'):
            yield self.env._("%(agreement)s is not active: only approved agreements are settled.", agreement=name)
        if not self.date_from <= day <= self.date_to:
            yield self.env._(
                "%(agreement)s is valid from %(start)s to %(end)s: it cannot be settled to %(day)s.",
                agreement=name, start=self.date_from, end=self.date_to, day=day)
        if not payee:
            yield self.env._(
                "%(agreement)s is for several customers: name on it to whom the rebate is paid.", agreement=name)
        elif not payee.active:
            yield self.env._(
                "%(customer)s is archived: restore the customer, or name on %(agreement)s who is paid instead.",
                customer=payee.display_name, agreement=name)
        if not self.currency_id.active:
            yield self.env._(
                "%(agreement)s: the currency %(currency)s is archived. Activate it first.",
                agreement=name, currency=self.currency_id.name)
        if self.payout == 'goods' and self.payout_product_id.lst_price <= 0:
            yield self.env._(
                "%(agreement)s pays in goods: name goods with a sales price on the agreement.", agreement=name)

    def _ensure_rates(self, day):
        """Refuse currencies without a rate on ``day``: Odoo would silently count them one to one; one query.

        :raise UserError: naming currencies and agreements
        """
        foreign = self.filtered(lambda row: row.currency_id != row.company_id.currency_id)
        if not foreign:
            return
        known = {
            (currency.id, company.id) for currency, company in self.env['res.currency.rate']._read_group(
                [('currency_id', 'in', foreign.currency_id.ids), ('name', '<=', day)], ['currency_id', 'company_id'])}
        missing = foreign.filtered(lambda row: not known.intersection(
            {(row.currency_id.id, row.company_id.root_id.id), (row.currency_id.id, False)}))
        if missing:
            raise UserError(self.env._(
                "There is no rate of %(currencies)s until %(day)s: enter it, then settle %(agreements)s.",
                currencies=", ".join(missing.currency_id.mapped('name')), day=day,
                agreements=", ".join(missing.mapped('name'))))
