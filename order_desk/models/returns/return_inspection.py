from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.roles import ensure_role
from .disposition import WITHOUT_GOODS
from .return_case import QUALITY, SERVICE, SUPERVISOR


class OrderDeskReturn(models.Model):
    """The inspection comes before the credit: what was found, what happens, who answers for it (RET-04, RET-06)."""
    _inherit = 'order.desk.return'

    # === ACTIONS === #

    def action_inspect(self):
        """Conclude the inspection: every returned good has its reason, disposition and responsible party.

        Side effects: what the dispositions ask of the host (transfers, scrap, new shipments) is started, finance
        gets an activity where a credit note is due. Cases with nothing left to do are settled.

        :raise AccessError: for others than quality; where nothing comes back, order and service supervisors as well
        :raise UserError: naming goods of which something is missing
        """
        self.check_access('read')
        self._ensure_may_inspect()
        for case in self:
            lines = case._get_inspected_lines()
            if not lines:
                raise UserError(self.env._(
                    "%(case)s: nothing came back yet. Choose a disposition that needs no goods, or wait for them.",
                    case=case.name))
            lines._ensure_inspected()
        self._write_evidence({'inspected_by_id': self.env.uid, 'inspected_on': fields.Datetime.now()})
        self._set_state('inspected')
        # sudo: quality decides what happens; transfers and shipments follow without rights of their own
        cases = self.sudo()
        cases.line_ids.filtered('disposition_id')._carry_out()
        cases._call_finance()
        cases._settle_where_done()
        return True

    # === BUSINESS METHODS === #

    def _ensure_may_inspect(self):
        """Refuse who may not conclude the inspection of these cases.

        :raise AccessError: naming the roles that may
        :raise UserError: in another state
        """
        for case in self:
            lines = case._get_inspected_lines()
            nothing_back = bool(lines) and not any(lines.mapped('quantity_received'))
            ensure_role(self.env, QUALITY, *((SUPERVISOR, SERVICE) if nothing_back else ()))
            case._ensure_state('received', *(('authorised',) if nothing_back else ()))

    def _get_inspected_lines(self):
        """Return the goods on which the inspection has to say something: what came back, or needs not."""
        return self.line_ids.filtered(lambda line: line.quantity_received or line.disposition_id)

    def _call_finance(self):
        """Give finance an activity where a credit note is due now (sudo)."""
        due = self.filtered(lambda case: any(case.line_ids.mapped('credit_open')))
        users = due.order_id._desk_get_activity_users(self.env.ref('order_desk.group_finance_clerk').ids)
        for case in due:
            case.activity_schedule(
                'order_desk.activity_type_return', date_deadline=case.deadline,
                summary=self.env._("Make the credit note"), user_id=users[case.order_id].id)


class OrderDeskReturnLine(models.Model):
    _inherit = 'order.desk.return.line'

    # === FIELDS === #

    action = fields.Selection(related='disposition_id.action', string="Kind of Disposition")
    credit_percent = fields.Float(
        "Credited (%)", compute='_compute_credit_percent', store=True, precompute=True, readonly=False, digits=(16, 2),
        copy=False,
        help="Share of the price that the customer is credited.")

    # === CONSTRAINTS === #

    _credit_percent_range = models.Constraint(
        'CHECK(credit_percent >= 0 AND credit_percent <= 100)', "The share credited lies between 0 and 100 percent.")

    # === COMPUTE METHODS === #

    @api.depends('disposition_id')
    def _compute_credit_percent(self):
        for line in self:
            line.credit_percent = line.disposition_id.credit_percent

    # === CRUD === #

    def write(self, vals):
        if not self.env.su and set(vals) & {
                'disposition_id', 'responsible', 'responsible_department', 'responsible_partner_id', 'credit_percent',
                'finding'}:
            self._ensure_uninspected()
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _ensure_inspected(self):
        """Stop a conclusion while something is missing.

        :raise UserError: naming case, goods and what is missing
        """
        for line in self:
            missing = None
            if not line.reason_id:
                missing = self.env._("the reason")
            elif not line.disposition_id:
                missing = self.env._("the disposition")
            elif not line.responsible:
                missing = self.env._("who is responsible")
            elif line.responsible == 'department' and not line.responsible_department:
                missing = self.env._("the responsible department")
            elif line.action not in WITHOUT_GOODS and not line.quantity_received:
                missing = self.env._("the goods themselves: nothing of them came back")
            if missing:
                raise UserError(self.env._(
                    "%(case)s, %(product)s: %(missing)s is missing.", case=line.return_id.name,
                    product=line.product_id.display_name, missing=missing))

    def _ensure_uninspected(self):
        """Keep what was concluded.

        :raise UserError: naming the cases
        """
        done = self.filtered(lambda line: line.state in ('inspected', 'settled', 'refused'))
        if done:
            raise UserError(self.env._(
                "%(cases)s: the inspection is concluded and stays as it is.",
                cases=", ".join(done.return_id.mapped('name'))))

    def _get_accepted(self):
        """Return the quantity that the disposition is about: what came back, or was asked for where nothing need."""
        self.ensure_one()
        return self.quantity_received or (self.quantity if self.action in WITHOUT_GOODS else 0.0)

    # === HOOKS === #

    @api.model
    def _get_field_roles(self):
        return {**super()._get_field_roles(), 'credit_percent': (QUALITY, SUPERVISOR, SERVICE)}

    # === ACTIONS === #

    def action_split(self, quantity):
        """Divide received goods of which a part goes another way.

        :param float quantity: how much of them the new line takes over, in its unit
        :raise AccessError: for others than quality
        :raise UserError: unless more than nothing and less than everything, before the inspection is concluded
        :return: the new line
        """
        self.ensure_one()
        ensure_role(self.env, QUALITY, SUPERVISOR, SERVICE)
        self.check_access('write')
        self._ensure_uninspected()
        whole = self.quantity_received or self.quantity
        is_number = isinstance(quantity, int | float) and not isinstance(quantity, bool)
        if not is_number or self.uom_id.compare(quantity, 0.0) <= 0 or self.uom_id.compare(quantity, whole) >= 0:
            raise UserError(self.env._(
                "%(case)s, %(product)s: divide off more than nothing and less than %(whole)s.",
                case=self.return_id.name, product=self.product_id.display_name, whole=whole))
        line = self.sudo()  # sudo: goods of a case are the product's to write
        received = quantity if line.quantity_received else 0.0
        asked = min(quantity, line.quantity)
        other = line.copy({
            'quantity': asked, 'quantity_received': received, 'return_move_id': line.return_move_id.id,
            'responsible': line.responsible, 'responsible_department': line.responsible_department})
        line._write_evidence({
            'quantity': line.uom_id.round(line.quantity - asked),
            'quantity_received': line.uom_id.round(line.quantity_received - received)})
        return other.with_env(self.env)

    def action_open_split(self):
        """Open the form in which received goods are divided."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Divide the Goods"),
            'res_model': 'order.desk.return.split', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_line_id': self.id},
        }
