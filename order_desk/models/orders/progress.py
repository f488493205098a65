from functools import reduce

from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..core.roles import ensure_role
from ..core.scheduled import work_through

# Stages that a customer who wants news is told of, in their order (TRK-04).
TOLD = ('production', 'ready', 'transit', 'received')
BATCH = 100


class SaleOrder(models.Model):
    """How far an order is, in one sentence for whoever asks, the customer included (TRK-01, TRK-03)."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_progress = fields.Char(
        "Progress", compute='_compute_desk_progress',
        help="How far the order is, in words that the customer may read.")
    desk_progress_told = fields.Selection(
        [('production', "Production"), ('ready', "Ready"), ('transit', "In transit"), ('received', "Received")],
        "Customer Was Told", copy=False, help="The last stage of which the customer had news by itself.")
    desk_ready_told_on = fields.Datetime("Salesperson Told On", copy=False)

    # === COMPUTE METHODS === #

    # Not stored: it changes with every piece that production finishes, and with the reader's language.
    @api.depends(
        'state', 'desk_enrolled', 'desk_stage', 'desk_state', 'desk_return_verdict', 'desk_confirmation_sent_at',
        'desk_promised_date', 'desk_expected_arrival_date', 'delivery_status', 'order_line.qty_delivered')
    @api.depends_context('lang')
    def _compute_desk_progress(self):
        sentences = self._desk_get_sentences()
        for order in self:
            order.desk_progress = sentences.get(order.id, False)

    # === ACTIONS === #

    def action_desk_send_progress(self):
        """Open the host's composer with the order's progress, to answer a customer who asks (TRK-03, TRK-09).

        :raise AccessError: for who neither sells nor works at the order desk
        """
        self.ensure_one()
        ensure_role(
            self.env, 'sales_team.group_sale_salesman', 'order_desk.group_order_clerk',
            'order_desk.group_service_supervisor')
        template = self.env.ref('order_desk.mail_template_progress', raise_if_not_found=False)
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Tell the Progress"),
            'res_model': 'mail.compose.message',
            'view_mode': 'form',
            'views': [(False, 'form')],
            'target': 'new',
            'context': {
                'default_model': 'sale.order',
                'default_res_ids': self.ids,
                'default_template_id': template.id if template else False,
                'default_composition_mode': 'comment',
                'force_email': True,
            },
        }

    # === BUSINESS METHODS === #

    def _desk_get_sentences(self):
        """Return how far these orders are, one neutral sentence or two each; constant number of queries.

        :return: ``{order id: text in the reader's language}``, enrolled orders only
        """
        # sudo: the sentence rests on goods and dates that its reader need not see
        orders = self.sudo().filtered(lambda order: order.id and order.desk_enrolled and order.state != 'cancel')
        steps = {order: order._desk_get_portal_step() for order in orders}
        shares = orders.filtered(lambda order: steps[order] == 'production')._desk_get_finished_shares()
        return {
            # How sentences follow each other differs from language to language.
            order.id: reduce(
                lambda first, more: self.env._("%(first)s %(more)s", first=first, more=more),
                order._desk_get_progress_details(steps[order], shares.get(order, 0)), order._desk_get_step_sentence())
            for order in orders}

    def _desk_get_progress_details(self, step, share):
        """Return what the sentence of a step says more: how much is finished, and when."""
        details = []
        if step == 'production' and share > 0:
            details.append(self.env._("%(percent)s %% of the goods are finished.", percent=share))
        if step in ('production', 'ready') and self.delivery_status == 'partial':
            details.append(self.env._("A part has been shipped."))
        if step in ('deposit', 'production') and self.desk_promised_date:
            details.append(self.env._(
                "Expected completion: %(date)s.", date=format_date(self.env, self.desk_promised_date)))
        if step == 'transit' and self.desk_expected_arrival_date:
            details.append(self.env._(
                "Expected arrival: %(date)s.", date=format_date(self.env, self.desk_expected_arrival_date)))
        return details

    def _desk_get_finished_shares(self):
        """Return the percentage of each order's goods that is finished, by value; never above 100.

        :rtype: dict[sale.order, int]
        """
        lines = self.order_line.filtered(
            lambda line: not line.display_type and line.product_id.type == 'consu' and line.product_uom_qty > 0)
        finished = lines._desk_get_finished_quantities()
        shares = {}
        for order, own in lines.grouped('order_id').items():
            # Without prices every line weighs the same.
            weights = {line: abs(line.price_subtotal) for line in own}
            if not any(weights.values()):
                weights = dict.fromkeys(own, 1.0)
            done = sum(weights[line] * min(finished[line] / line.product_uom_qty, 1.0) for line in own)
            shares[order] = int(100 * done / sum(weights.values()))
        return shares

    def _desk_get_portal_sentence(self):
        # EXTENDS order_desk: with quantities and dates
        sentence = super()._desk_get_portal_sentence()
        return sentence and self._desk_get_sentences().get(self.id, sentence)

    @api.model
    def _cron_desk_progress(self):
        """Tell customers who want it, and salespeople, how far their orders have come (TRK-04, FUP-06).

        Outside the acts that move an order: a hundred orders released at once write no hundred mails.
        """
        companies = list(self.env['res.company']._desk_get_enabled_ids())
        own = [('desk_enrolled', '=', True), ('company_id', 'in', companies), ('state', '=', 'sale')]
        ready = self.search([*own, ('desk_stage', '=', 'ready'), ('desk_ready_told_on', '=', False)])
        # All at once: whoever has several ready orders is told once. One after the other if that fails.
        if not work_through(self.env, ready, lambda orders: orders._desk_tell_salespeople(), max(len(ready), 1)):
            return
        news = self.browse()
        for position, stage in enumerate(TOLD):
            news |= self.search([
                *own, ('desk_stage', '=', stage), ('partner_id.commercial_partner_id.desk_progress_mail', '=', True),
                '|', ('desk_progress_told', '=', False), ('desk_progress_told', 'not in', TOLD[position:])])
        work_through(self.env, news, lambda batch: batch._desk_tell_customers(), BATCH)

    def _desk_tell_customers(self):
        """Mail each customer the progress of his order, in his language; once per stage, never backwards."""
        template = self.env.ref('order_desk.mail_template_progress', raise_if_not_found=False)
        for stage, orders in self.grouped('desk_stage').items():
            orders._desk_write_facts({'desk_progress_told': stage})
        for order in self if template else ():
            if order.partner_id.email_normalized:
                order.message_post_with_source(
                    template, subtype_xmlid='mail.mt_comment', message_type='comment',
                    email_layout_xmlid='mail.mail_notification_layout_with_responsible_signature')

    def _desk_tell_salespeople(self):
        """Tell each salesperson which of his orders can be shipped now: one message a person (FUP-06)."""
        self._desk_write_facts({'desk_ready_told_on': fields.Datetime.now()})
        for user, orders in self.grouped('user_id').items():
            if not user:
                continue
            speaker = self.with_context(lang=user.lang).env
            body = self.env['ir.qweb'].with_context(lang=user.lang)._render(
                'order_desk.mail_ready', {'orders': orders.with_context(lang=user.lang)}, minimal_qcontext=True)
            self.env['mail.thread'].message_notify(
                partner_ids=user.partner_id.ids, subject=speaker._("Ready to ship"), body=body)

    # === HOOKS === #

    @api.model
    def _desk_protected_fields(self):
        return super()._desk_protected_fields() | {'desk_progress_told', 'desk_ready_told_on'}


class ResPartner(models.Model):
    _inherit = 'res.partner'

    # === FIELDS === #

    desk_progress_mail = fields.Boolean(
        "Progress by E-Mail",
        help="The customer is mailed when his order enters production, is ready, shipped, arrived.")

    # === HELPERS === #

    @api.model
    def _commercial_fields(self):
        # EXTENDS base
        return super()._commercial_fields() + ['desk_progress_mail']
