"""What a complaint is about: filled in from the order, and held against it."""
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..orders.promise_days import DayCount, local_day
from .complaint import ENDED


class OrderDeskComplaint(models.Model):
    """Customer, goods and order of a complaint belong together (CMP-05)."""
    _inherit = 'order.desk.complaint'

    # === COMPUTE METHODS === #

    @api.depends('order_id')
    def _compute_company_id(self):
        for complaint in self:
            complaint.company_id = complaint.order_id.company_id or complaint.company_id or self.env.company

    @api.depends('order_id')
    def _compute_partner_id(self):
        for complaint in self:
            complaint.partner_id = complaint.order_id.partner_id or complaint.partner_id

    @api.depends('order_line_id', 'lot_id')
    def _compute_product_id(self):
        for complaint in self:
            complaint.product_id = (
                complaint.order_line_id.product_id or complaint.lot_id.product_id or complaint.product_id)

    @api.depends('order_line_id', 'product_id')
    def _compute_uom_id(self):
        for complaint in self:
            complaint.uom_id = complaint.order_line_id.product_uom_id or complaint.product_id.uom_id

    @api.depends('order_id', 'partner_id')
    def _compute_salesperson_id(self):
        for complaint in self:
            complaint.salesperson_id = complaint.order_id.user_id or complaint.partner_id.user_id

    @api.depends('kind_id')
    def _compute_department(self):
        for complaint in self:
            complaint.department = complaint.kind_id.department or complaint.department

    @api.depends('kind_id', 'received_on', 'company_id')
    def _compute_deadline(self):
        for company, complaints in self.grouped('company_id').items():
            days = DayCount(company or self.env.company)
            for complaint in complaints:
                allowed = complaint.kind_id.days_allowed
                received = local_day(complaint.received_on or fields.Datetime.now(), company or self.env.company)
                complaint.deadline = days.shift(received, allowed) if allowed else False

    # === CONSTRAINT METHODS === #

    @api.constrains('partner_id', 'order_id', 'order_line_id', 'picking_id', 'product_id', 'lot_id')
    def _check_belongs(self):
        """What a complaint names is of one order and one customer.

        :raise ValidationError: naming what does not belong to what
        """
        # sudo: whoever registers, the papers must belong together
        for complaint in self.sudo():
            order, picking = complaint.order_id, complaint.picking_id
            own = (order.partner_id | order.partner_invoice_id | order.partner_shipping_id).commercial_partner_id
            wrong = False
            if order and complaint.commercial_partner_id not in own:
                wrong = complaint.partner_id
            elif complaint.order_line_id and complaint.order_line_id.order_id != order:
                wrong = complaint.order_line_id
            elif picking and order and order not in picking._desk_get_orders() | picking.sale_id:
                wrong = picking
            if wrong:
                raise ValidationError(self.env._(
                    "%(part)s does not belong to order %(order)s.",
                    part=wrong.display_name, order=order.name or "—"))
            for part in (complaint.lot_id, complaint.order_line_id):
                if part and complaint.product_id != part.product_id:
                    raise ValidationError(self.env._(
                        "%(part)s does not belong to product %(product)s.",
                        part=part.display_name, product=complaint.product_id.display_name or "—"))

    # === HELPERS === #

    @api.model
    def _open_new(self, **defaults):
        return {
            'type': 'ir.actions.act_window',
            'name': self.env._("Complaint"),
            'res_model': self._name,
            'view_mode': 'form',
            'views': [(False, 'form')],
            'context': {f'default_{name}': value for name, value in defaults.items() if value},
        }

    def _ensure_new(self):
        """Stop a second complaint about the same goods while the first is open.

        :raise UserError: naming the complaint that is there already
        """
        for complaint in self:
            same = complaint._find_same()
            if same:
                raise UserError(self.env._(
                    "%(complaint)s is open for the same: %(kind)s, %(subject)s. Add what is new to it.",
                    complaint=same.name, kind=complaint.kind_id.name,
                    subject=(complaint.product_id or complaint.order_id or complaint.partner_id).display_name))

    def _find_same(self):
        """Return the open complaint of this customer, order and kind about the same goods, if there is one.

        Where no goods are named, only the same words are the same complaint.
        """
        self.ensure_one()
        # sudo: a colleague's complaint counts, whether or not the user may read it
        others = self.sudo().search([
            ('commercial_partner_id', '=', self.commercial_partner_id.id), ('order_id', '=', self.order_id.id),
            ('kind_id', '=', self.kind_id.id), ('order_line_id', '=', self.order_line_id.id),
            ('picking_id', '=', self.picking_id.id), ('lot_id', '=', self.lot_id.id),
            ('product_id', '=', self.product_id.id), ('company_id', '=', self.company_id.id),
            ('state', 'not in', ENDED), ('id', '!=', self.id or False)])
        if not (self.order_line_id or self.picking_id or self.lot_id or self.product_id):
            words = _normalize(self.description)
            others = others.filtered(lambda other: _normalize(other.description) == words)
        return others[:1]


def _normalize(text):
    return ' '.join((text or '').split()).casefold()
