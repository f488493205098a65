from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..orders.promise_days import DayCount, local_day
from .return_case import SUPERVISOR
from .return_register import ReturnLines

# Days that each state may last, and who has it then.
DAYS = {
    'requested': 'desk_return_answer_days', 'authorised': 'desk_return_arrival_days',
    'received': 'desk_return_inspection_days', 'inspected': 'desk_return_credit_days',
}
# What the customer wants without sending anything back.
WITHOUT_TRANSFER = ('reship', 'credit')


class OrderDeskReturn(models.Model):
    """How a return goes its way: asked for, authorised or refused, and what is due next (RET-01, RET-03)."""
    _inherit = 'order.desk.return'

    # === FIELDS === #

    return_picking_ids = fields.Many2many(
        'stock.picking', string="Return Transfers", compute='_compute_return_picking_ids')
    return_picking_count = fields.Integer(compute='_compute_return_picking_ids')
    can_authorise = fields.Boolean(compute='_compute_can_authorise')

    # === COMPUTE METHODS === #

    @api.depends('line_ids.return_move_id.picking_id.backorder_ids')
    def _compute_return_picking_ids(self):
        for case in self:
            # sudo: where the goods are is no secret to whoever reads the case
            found = pickings = case.sudo().line_ids.return_move_id.picking_id
            while found:
                found = found.backorder_ids - pickings
                pickings |= found
            case.return_picking_ids = pickings
            case.return_picking_count = len(pickings)

    @api.depends_context('uid')
    @api.depends('company_id')
    def _compute_can_authorise(self):
        own = set(self.env.user._get_group_ids())
        for case in self:
            case.can_authorise = case._get_authoriser_group().id in own

    # === ACTIONS === #

    def action_authorise(self):
        """Let the goods come back: Odoo's own return of the shipment is made and waits at the dock (RET-01).

        Where nothing comes back (credit or supplementary shipment only) the case is decided on next.

        :raise AccessError: for who is not in the group that authorises returns
        :raise UserError: in another state, or when more is asked than was shipped
        """
        self._ensure_may_authorise()
        self._ensure_state('requested')
        self._ensure_reasons()
        # sudo: whoever authorises need not work in the warehouse
        cases = self.sudo()
        cases.filtered(lambda case: (
            case.wish not in WITHOUT_TRANSFER and not case.line_ids.return_move_id))._start_transfers()
        self._write_evidence({
            'planned': True, 'authorised_by_id': self.env.uid, 'authorised_on': fields.Datetime.now()})
        self._set_state('authorised')
        return True

    def action_refuse(self, reason=None):
        """Refuse requests; transfers that wait for the goods are cancelled.

        :param str reason: why; the customer is told
        :raise AccessError: for who is not in the group that authorises returns
        :raise UserError: without a reason, or once goods came back
        """
        self._ensure_may_authorise()
        self._ensure_state('requested', 'authorised')
        reason = reason.strip() if isinstance(reason, str) else ''
        if not reason:
            raise UserError(self.env._(
                "%(cases)s: write down why the return is refused.", cases=", ".join(self.mapped('name'))))
        # sudo: whoever authorises need not work in the warehouse
        self.sudo().return_picking_ids.filtered(lambda picking: picking.state not in ('done', 'cancel')).action_cancel()
        self._write_evidence({'refused_reason': reason})
        self._set_state('refused')
        return True

    def action_open_refuse(self):
        """Open the form in which a refusal is explained."""
        self.ensure_one()
        return {
            'type': 'ir.actions.act_window', 'name': self.env._("Refuse the Return"),
            'res_model': 'order.desk.return.refuse', 'view_mode': 'form', 'views': [(False, 'form')],
            'target': 'new', 'context': {'default_return_id': self.id},
        }

    def action_open_transfers(self):
        """Open the transfers with which the goods come back."""
        self.ensure_one()
        return self.return_picking_ids._get_records_action(name=self.env._("Return Transfers"))

    # === BUSINESS METHODS === #

    @api.model
    def _create_case(self, order, goods, values):
        """Create the case of one order (sudo).

        :param list goods: values of the lines
        :param dict values: of the case
        """
        moves = self.env['stock.move'].browse(item['move_id'] for item in goods if item.get('move_id'))
        state = values.get('state', 'requested')
        return self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True, tracking_disable=True).create({
            'order_id': order.id, 'picking_id': moves.picking_id[:1].id,
            'deadline': self._get_deadline(state, order.company_id),
            'line_ids': [fields.Command.create(item) for item in goods], **values,
        }).with_env(self.env)

    def _after_request(self):
        """Tell whoever authorises that a return waits for him."""
        for case in self:
            users = case.order_id._desk_get_activity_users(case._get_authoriser_group().ids)
            case.activity_schedule(
                'order_desk.activity_type_return', date_deadline=case.deadline,
                summary=self.env._("Authorise or refuse the return"), user_id=users[case.order_id].id)
        self.order_id._message_log_batch(bodies={
            case.order_id.id: self.env._("Return %(case)s requested.", case=case.name) for case in self})

    def _start_transfers(self):
        """Make Odoo's return of each shipment for what was asked (sudo).

        :raise UserError: when more is asked than is left to return
        """
        for lines in self.line_ids.grouped(lambda line: (line.return_id, line.move_id.picking_id)).values():
            asked = defaultdict(float)
            for line in lines:
                asked[line.move_id] += line.quantity
            wizard = self.env['stock.return.picking'].with_context(desk_return_lines=ReturnLines(lines)).create({
                'picking_id': lines.move_id.picking_id.id, 'desk_return_reason_id': lines.reason_id[:1].id})
            for line in wizard.product_return_moves:
                line.quantity = asked.get(line.move_id, 0.0)
            wizard._create_return()

    def _set_state(self, state):
        """Write a state with the day by which the next step is due; what waited for this step is done."""
        for company, cases in self.grouped('company_id').items():
            cases._write_evidence({
                'state': state, 'deadline': self._get_deadline(state, company), 'escalated_on': False})
        # sudo: the activity may be a colleague's
        self.sudo().activity_unlink(['order_desk.activity_type_return', 'order_desk.activity_type_return_late'])

    @api.model
    def _get_deadline(self, state, company):
        """Return the company's day by which a case that enters ``state`` today should leave it; False at the end."""
        if state not in DAYS:
            return False
        return DayCount(company).shift(local_day(fields.Datetime.now(), company), company[DAYS[state]])

    # === HELPERS === #

    def _get_authoriser_group(self):
        # sudo: who authorises is a setting of the company
        return self.company_id.sudo().desk_return_group_id or self.env['res.groups'].browse(
            self.env['ir.model.data']._xmlid_to_res_id(SUPERVISOR))

    def _ensure_may_authorise(self):
        """Refuse who is not in the group that authorises the returns of the company.

        :raise AccessError: naming the group
        """
        self.check_access('read')
        refused = self.filtered(lambda case: not case.can_authorise)
        if refused and not self.env.su:
            # sudo: the names of roles are no secret
            raise AccessError(self.env._(
                "%(case)s: returns are authorised or refused by %(role)s.", case=refused[0].name,
                role=refused[0]._get_authoriser_group().sudo().name))

    def _ensure_state(self, *states):
        wrong = self.filtered(lambda case: case.state not in states)
        if wrong:
            labels = dict(self._fields['state']._description_selection(self.env))
            raise UserError(self.env._(
                "%(case)s is at \"%(state)s\": this step comes earlier or later. Refresh the page.",
                case=wrong[0].name, state=labels[wrong[0].state]))

    def _ensure_reasons(self):
        """Stop cases with goods of which nobody says why they come back.

        :raise UserError: naming the case
        """
        unknown = self.line_ids.filtered(lambda line: not line.reason_id)
        if unknown:
            raise UserError(self.env._(
                "%(case)s: choose the reason why %(product)s comes back.", case=unknown[0].return_id.name,
                product=unknown[0].product_id.display_name))
