from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from ..core.scheduled import work_through

ROLES = (
    'order_desk.group_order_clerk', 'order_desk.group_production_manager', 'order_desk.group_material_planner',
    'order_desk.group_administrator')
DEPARTMENTS = {
    'production': 'order_desk.group_production_manager',
    'purchasing': 'order_desk.group_material_planner',
}
BATCH = 200


class OrderDeskShortage(models.Model):
    """Goods that an order lacks, followed until they are replenished (INV-06)."""
    _name = 'order.desk.shortage'
    _inherit = ['order.desk.paper', 'mail.thread', 'mail.activity.mixin']
    _description = "Shortage"
    _order = 'expected_on, id'
    _rec_name = 'product_id'

    # === FIELDS === #

    order_id = fields.Many2one(
        'sale.order', "Sales Order", required=True, readonly=True, index=True, ondelete='cascade')
    order_line_id = fields.Many2one('sale.order.line', required=True, readonly=True, index=True, ondelete='cascade')
    company_id = fields.Many2one(related='order_id.company_id', store=True, index=True)
    partner_id = fields.Many2one(related='order_id.partner_id', string="Customer")
    product_id = fields.Many2one('product.product', required=True, readonly=True, index=True, ondelete='restrict')
    uom_id = fields.Many2one(related='product_id.uom_id', string="Unit")
    missing = fields.Float(
        digits='Product Unit', readonly=True, tracking=True, help="What the order lacks, in the product's unit.")
    department = fields.Selection(
        [('production', "Production"), ('purchasing', "Purchasing")], required=True, readonly=True)
    responsible_id = fields.Many2one('res.users', "Replenished By", domain=[('share', '=', False)])
    told_by_id = fields.Many2one('res.users', "Reported By", readonly=True)
    told_on = fields.Datetime("Reported On", readonly=True)
    expected_on = fields.Date("Expected", tracking=True, help="Day on which the department expects the goods.")
    progress = fields.Text("Progress of Replenishment", tracking=True)
    state = fields.Selection(
        [('open', "Not Replenished"), ('replenished', "Replenished"), ('cancel', "No Longer Needed")],
        required=True, default='open', readonly=True, index=True, tracking=True)
    replenished_on = fields.Datetime(readonly=True)
    dropped_on = fields.Datetime("No Longer Needed Since", readonly=True)
    is_late = fields.Boolean(compute='_compute_is_late', search='_search_is_late')

    # === CONSTRAINTS === #

    _open_uniq = models.UniqueIndex(
        "(order_line_id) WHERE state = 'open'", "This shortage is followed already.")

    # === COMPUTE METHODS === #

    @api.depends('expected_on', 'state')
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for shortage in self:
            shortage.is_late = shortage.state == 'open' and bool(shortage.expected_on) and shortage.expected_on < today

    @api.model
    def _search_is_late(self, operator, value):
        if operator != 'in':
            return NotImplemented
        return [('state', '=', 'open'), ('expected_on', '<', fields.Date.context_today(self))]

    # === CRUD === #

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Shortages are kept with their order; they close when the goods are there."))

    # === ACTIONS === #

    def action_follow(self):
        """Compare these shortages with today's stock: close what is replenished, correct what is missing."""
        ensure_role(self.env, *ROLES)
        self.check_access('read')
        self._follow()
        return True

    # === BUSINESS METHODS === #

    @api.model
    def _report(self, shortages):
        """Record what orders lack and tell the department that replenishes it; set-based.

        :param dict shortages: ``{order: [(line, needed, free)]}`` in the products' units, as
            ``sale.order._desk_get_shortages`` returns it
        """
        # sudo: who reports a shortage need not write papers of other departments
        Shortage = self.sudo()
        lines = self.env['sale.order.line'].sudo().browse(  # sudo: as above
            line.id for rows in shortages.values() for line, _needed, _free in rows)
        known = {row.order_line_id: row for row in Shortage.search([
            ('order_line_id', 'in', lines.ids), ('state', '=', 'open')])}
        boms = {
            company: self.env['mrp.bom'].sudo()._bom_find(own.product_id, company_id=company.id)  # sudo: as above
            for company, own in lines.grouped('company_id').items()}
        vals_list = []
        for order, rows in shortages.items():
            for line, needed, free in rows:
                missing = needed - max(free, 0.0)
                row = known.get(line)
                if row:
                    row._write_evidence({'missing': missing})
                    continue
                vals_list.append({
                    'order_id': order.id, 'order_line_id': line.id, 'product_id': line.product_id.id,
                    'missing': missing, 'told_by_id': self.env.uid, 'told_on': fields.Datetime.now(),
                    'department': 'production' if boms[line.company_id].get(line.product_id) else 'purchasing'})
        Shortage.create(vals_list)._call_departments()

    def _call_departments(self):
        for department, rows in self.grouped('department').items():
            users = rows.order_id._desk_get_activity_users(self.env.ref(DEPARTMENTS[department]).ids)
            for row in rows:
                user = users[row.order_id.with_env(self.env)]
                row._write_evidence({'responsible_id': user.id})
                row.activity_schedule(
                    'order_desk.activity_type_replenish', user_id=user.id,
                    summary=self.env._("Replenish, and tell when it is expected"))

    def _follow(self):
        """Bring open shortages in line with stock and deliveries; tell who waits. Constant queries per warehouse."""
        # sudo: stock and orders are compared whole
        rows = self.sudo().filtered(lambda row: row.state == 'open')
        missing = {
            line: needed - max(free, 0.0)
            for lines in rows.order_id._desk_get_shortages().values() for line, needed, free in lines}
        for row in rows:
            if row.order_id.state == 'cancel' or not row.order_line_id.product_uom_qty:
                row._write_evidence({'state': 'cancel', 'dropped_on': fields.Datetime.now()})
            elif row.order_line_id not in missing:
                row._write_evidence({'state': 'replenished', 'replenished_on': fields.Datetime.now(), 'missing': 0.0})
                row.message_post(
                    body=self.env._("%(product)s for %(order)s is replenished.", product=row.product_id.display_name,
                                    order=row.order_id.name),
                    partner_ids=(row.told_by_id | row.order_id.user_id).partner_id.ids, subtype_xmlid='mail.mt_note')
            elif row.missing != missing[row.order_line_id]:
                row._write_evidence({'missing': missing[row.order_line_id]})
        rows.filtered(lambda row: row.state != 'open').activity_feedback(['order_desk.activity_type_replenish'])
        kind = self.env.ref('order_desk.activity_type_replenish_late')
        for row in rows.filtered(lambda row: row.is_late and kind not in row.activity_ids.activity_type_id):
            row.activity_schedule(
                'order_desk.activity_type_replenish_late', user_id=row.told_by_id.id,
                summary=self.env._("Replenishment is late: tell the customer or find another way"))

    @api.model
    def _cron_follow(self):
        """Follow all open shortages, a batch at a time."""
        enabled = self.env['res.company']._desk_get_enabled_ids()
        rows = self.search([('state', '=', 'open'), ('company_id', 'in', list(enabled))])
        work_through(self.env, rows, lambda batch: batch._follow(), BATCH)

    # === HOOKS === #

    @api.model
    def _get_product_fields(self):
        return {
            'order_id', 'order_line_id', 'product_id', 'missing', 'department', 'told_by_id', 'told_on', 'state',
            'replenished_on', 'dropped_on'}

    @api.model
    def _get_field_roles(self):
        return dict.fromkeys(('responsible_id', 'expected_on', 'progress'), ROLES)


class SaleOrder(models.Model):
    """Shortages of an order, reported to who replenishes them."""
    _inherit = 'sale.order'

    # === FIELDS === #

    desk_shortage_ids = fields.One2many(
        'order.desk.shortage', 'order_id', string="Shortages", copy=False, groups='order_desk.group_desk_user')

    # === ACTIONS === #

    def action_desk_notify_shortage(self):
        # EXTENDS order_desk: what is short is followed until it is there
        result = super().action_desk_notify_shortage()
        shortages = self._desk_get_shortages()
        if shortages:
            self.env['order.desk.shortage']._report(shortages)
        return result
