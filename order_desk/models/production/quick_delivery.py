"""Suppliers of parts are asked for quick delivery where an order lacks them (DEL-11)."""
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.messages import number
from ..core.roles import ensure_role
from ..orders.promise_days import local_day
from .shortage import ROLES

ASKED = 'order_desk.activity_type_quick_delivery'


class OrderDeskShortage(models.Model):
    _inherit = 'order.desk.shortage'

    # === FIELDS === #

    quick_purchase_id = fields.Many2one(
        'purchase.order', "Quick Delivery of", readonly=True, index='btree_not_null', ondelete='set null',
        help="The purchase order on which quick delivery is asked for.")
    quick_asked_on = fields.Datetime("Quick Delivery Wanted On", readonly=True)
    quick_sent_on = fields.Datetime("Supplier Asked On", readonly=True)

    # === ACTIONS === #

    def action_ask_quick_delivery(self):
        """Have the suppliers of what is short asked for quick delivery.

        Of several purchase orders the one made for the sales order is taken, else the first that is to arrive.
        Side effects: an activity for the buyer, a note on the purchase order.

        :raise AccessError: for others than planning, production and the order desk
        :raise UserError: naming what is not short any more, and what nobody has ordered yet
        """
        ensure_role(self.env, *ROLES)
        self.check_access('read')
        rows = self.sudo()  # sudo: who asks need not see purchases
        closed = rows.filtered(lambda row: row.state != 'open')
        if closed:
            raise UserError(self.env._(
                "%(products)s: nothing is short any more.", products=", ".join(closed.mapped('display_name'))))
        lines = rows._find_purchase_lines()
        missing = rows.filtered(lambda row: row not in lines)
        if missing:
            raise UserError(self.env._(
                "No purchase order of %(products)s is on its way: have purchasing order it first.",
                products=", ".join(missing.mapped('product_id.display_name'))))
        for row in rows:
            row._write_evidence({
                'quick_purchase_id': lines[row].order_id.id, 'quick_asked_on': fields.Datetime.now(),
                'quick_sent_on': False})
        rows._call_quick_buyers()
        return True

    # === BUSINESS METHODS === #

    def _find_purchase_lines(self):
        """Return ``{shortage: purchase order line}`` that is to bring what is short; sudoed shortages.

        :rtype: dict
        """
        lines = self.env['purchase.order.line'].search([
            ('product_id', 'in', self.product_id.ids), ('company_id', 'in', self.company_id.ids),
            ('state', '!=', 'cancel')], order='date_planned, id').filtered(
                lambda line: line.product_uom_id.compare(line.qty_received, line.product_qty) < 0)
        found = {}
        for row in self:
            own = lines.filtered(
                lambda line, row=row: line.product_id == row.product_id and line.company_id == row.company_id)
            line = own.filtered(lambda line, row=row: line.sale_line_id == row.order_line_id)[:1] or own.filtered(
                lambda line: line.state == 'purchase')[:1] or own[:1]
            if line:
                found[row] = line
        return found

    def _call_quick_buyers(self):
        """Give each buyer one activity per purchase order; sudoed shortages."""
        planners = self.order_id._desk_get_activity_users(self.env.ref('order_desk.group_material_planner').ids)
        for purchase, rows in self.grouped('quick_purchase_id').items():
            purchase.activity_unlink([ASKED])
            wanted = "; ".join(row._get_quick_text() for row in purchase.desk_quick_shortage_ids.filtered(
                lambda row: row.state == 'open' and not row.quick_sent_on))
            buyer = purchase.user_id or planners[rows[0].order_id.with_env(self.env)]
            purchase.activity_schedule(
                ASKED, user_id=buyer.id, summary=self.env._("Ask the supplier for quick delivery"), note=wanted)
            purchase._message_log(body=self.env._(
                "%(user)s asks for quick delivery: %(goods)s", user=self.env.user.name, goods=wanted))

    def _get_quick_text(self):
        day = self._get_quick_day()
        return self.env._(
            "%(quantity)s %(unit)s of %(product)s for %(order)s", quantity=number(self.missing), unit=self.uom_id.name,
            product=self.product_id.display_name, order=self.order_id.name) + (
                self.env._(", wanted by %(day)s", day=day) if day else "")

    def _get_quick_day(self):
        """Return the day by which the order needs the goods, False where it says none."""
        return self.order_id.desk_promised_date or local_day(self.order_id.commitment_date, self.company_id)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return super()._get_product_fields() | {'quick_purchase_id', 'quick_asked_on', 'quick_sent_on'}


class PurchaseOrder(models.Model):
    """The buyer writes to the supplier; the letter names goods, quantity and day, never the customer."""
    _inherit = 'purchase.order'

    # === FIELDS === #

    desk_quick_shortage_ids = fields.One2many(
        'order.desk.shortage', 'quick_purchase_id', string="Quick Delivery Wanted",
        groups='order_desk.group_desk_user')
    desk_asks_quick = fields.Boolean(compute='_compute_desk_asks_quick')

    # === COMPUTE METHODS === #

    # No dependency: shown when the form is opened; no query while no company uses the desk.
    @api.depends('state')
    def _compute_desk_asks_quick(self):
        enabled = self.env['res.company']._desk_get_enabled_ids()
        ours = self._origin.filtered(lambda order: order.company_id.id in enabled)
        # sudo: that goods are wanted sooner is told to every buyer
        wanted = dict(self.env['order.desk.shortage'].sudo()._read_group(
            ours._desk_get_quick_domain(), ['quick_purchase_id'], ['__count'])) if ours else {}
        for order in self:
            order.desk_asks_quick = bool(wanted.get(order._origin))

    # === ACTIONS === #

    def action_desk_ask_quick_delivery(self):
        """Write to the suppliers of these purchase orders that the goods are wanted sooner.

        Side effects: a mail in the supplier's language, noted on the order; the buyer's activity is done.

        :raise AccessError: for who may not write the purchase order
        :raise UserError: where nobody wants it, or the supplier has no e-mail address
        """
        self.check_access('write')
        # sudo: a buyer need not be of the order desk
        wanted = self.env['order.desk.shortage'].sudo().search(self._desk_get_quick_domain())
        template = self.env.ref('order_desk.mail_template_quick_delivery')
        for order in self:
            rows = wanted.filtered(lambda row, order=order: row.quick_purchase_id.id == order.id)
            if not rows:
                raise UserError(self.env._("%(order)s: nobody asks for quick delivery.", order=order.name))
            if not order.partner_id.email:
                raise UserError(self.env._(
                    "%(supplier)s has no e-mail address: enter it on the contact, or telephone and log a note.",
                    supplier=order.partner_id.display_name))
            order.with_context(lang=order.partner_id.lang).message_post_with_source(
                template, message_type='comment', subtype_xmlid='mail.mt_comment')
            rows._write_evidence({'quick_sent_on': fields.Datetime.now()})
            order.activity_feedback([ASKED], feedback=self.env._("The supplier was asked by e-mail."))
        return True

    # === BUSINESS METHODS === #

    def _desk_get_quick_goods(self):
        """Return what the letter lists, [(product, quantity, unit, day)]; the customer stays unnamed."""
        # sudo: as above
        rows = self.env['order.desk.shortage'].sudo().search(self._desk_get_quick_domain())
        return [
            (row.product_id.display_name, number(row.missing), row.uom_id.name, row._get_quick_day()) for row in rows]

    def _desk_get_quick_domain(self):
        return [('quick_purchase_id', 'in', self.ids), ('state', '=', 'open'), ('quick_sent_on', '=', False)]
